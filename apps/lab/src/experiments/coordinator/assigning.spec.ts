import { type Assignment, asSaga, type Door, inTwoCalls, RefusedError } from './assigning';

const ASSIGNMENT: Assignment = { id: 'a', rideId: 'r', driverId: 'd' };

class FakeDoor implements Door {
  state = 'free';
  /** How many of the next calls get no answer. */
  away = 0;
  isRefusing = false;

  try = (): Promise<void> => {
    if (this.isRefusing) return Promise.reject(new RefusedError('taken'));
    return this.becomes('tried');
  };
  confirm = () => this.becomes('confirmed');
  cancel = () => this.becomes('cancelled');

  private becomes(state: string): Promise<void> {
    if (this.away > 0) {
      this.away -= 1;
      return Promise.reject(new Error('away'));
    }
    this.state = state;
    return Promise.resolve();
  }
}

const saga = asSaga({ most: 5, pause: () => Promise.resolve() });

describe('an assignment', () => {
  let drivers: FakeDoor;
  let rides: FakeDoor;
  const states = () => [drivers.state, rides.state];

  beforeEach(() => {
    drivers = new FakeDoor();
    rides = new FakeDoor();
  });

  it('is in both services after two calls or a saga', async () => {
    await inTwoCalls({ drivers, rides }, ASSIGNMENT);
    expect(states()).toEqual(['confirmed', 'confirmed']);
    await saga({ drivers, rides }, ASSIGNMENT);
    expect(states()).toEqual(['confirmed', 'confirmed']);
  });

  it('stays in one service when the second of two calls gets no answer', async () => {
    rides.away = 1;
    await expect(inTwoCalls({ drivers, rides }, ASSIGNMENT)).rejects.toThrow('away');
    expect(states()).toEqual(['confirmed', 'free']);
  });

  it('is made by a saga after a service was away for some calls', async () => {
    rides.away = 4;
    await saga({ drivers, rides }, ASSIGNMENT);
    expect(states()).toEqual(['confirmed', 'confirmed']);
  });

  it('is taken back by a saga when the ride is refused, or does not answer for long', async () => {
    rides.isRefusing = true;
    await expect(saga({ drivers, rides }, ASSIGNMENT)).rejects.toThrow('taken');
    expect(states()).toEqual(['cancelled', 'cancelled']);
    rides.isRefusing = false;
    rides.away = 7;
    await expect(saga({ drivers, rides }, ASSIGNMENT)).rejects.toThrow('away');
    expect(states()).toEqual(['cancelled', 'cancelled']);
  });
});
