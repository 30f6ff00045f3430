import { toHybridAnswer } from '../approaches/hybrid.approach';
import { toDriver } from './drivers.service';

const position = {
  driverId: 'd-1',
  sequence: 7,
  recordedAtMs: 1_795_384_000_000,
  ageMs: 1_000,
  lat: 37.4,
  lng: 126.9,
  available: true,
  accurate: true,
  reserved: false,
  free: true,
};

const answer = toHybridAnswer('d-1', undefined, undefined);

describe('the answer of a driver', () => {
  it("gives the driver's position, and whether they are available, reserved and free", () => {
    expect(toDriver({ essentials: { position, ride: undefined }, answer })).toMatchObject({
      free: true,
      reserved: false,
      available: true,
      position: { lat: 37.4, lng: 126.9, accurate: true },
      sources: { position: { from: 'local', sequence: 7, ageMs: 1_000 } },
    });
  });

  it('gives no position before the first update, and does not call the driver free', () => {
    expect(toDriver({ essentials: { position: undefined, ride: undefined }, answer })).toMatchObject({
      position: null,
      available: null,
      free: false,
      sources: { position: { from: 'local', sequence: null, ageMs: null } },
    });
  });
});
