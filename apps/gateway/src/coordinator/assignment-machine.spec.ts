import { nextStep } from './assignment-machine';
import type { ParticipantName } from './assignment-record';
import type { TryReply } from './participant.port';

const agreed = { kind: 'agreed', driverId: 'd-1' } as const;
const heard = (...replies: [ParticipantName, TryReply][]) => new Map(replies);
const nobody = new Set<ParticipantName>();

describe('the next step of an assignment', () => {
  it('asks Driver Service first, and Ride Service for the driver whom it named', () => {
    expect(nextStep({ state: 'TRYING', tries: heard(), told: nobody })).toEqual({
      do: 'try',
      participant: 'driver-service',
      driverId: null,
    });
    expect(nextStep({ state: 'TRYING', tries: heard(['driver-service', agreed]), told: nobody })).toEqual({
      do: 'try',
      participant: 'ride-service',
      driverId: 'd-1',
    });
  });

  it('confirms when both have agreed', () => {
    const tries = heard(['driver-service', agreed], ['ride-service', agreed]);
    expect(nextStep({ state: 'TRYING', tries, told: nobody })).toMatchObject({
      do: 'decide',
      decision: { state: 'CONFIRMING', driverId: 'd-1' },
    });
  });

  it('cancels, and says why, when one refuses or does not answer, without asking the other', () => {
    const refused = { kind: 'refused', reason: 'driver-not-free', detail: 'd-1 is on a ride.' } as const;
    const silent = { kind: 'no-answer', detail: 'deadline-exceeded' } as const;
    const after = (reply: TryReply) =>
      nextStep({ state: 'TRYING', tries: heard(['driver-service', reply]), told: nobody });
    expect(after(refused)).toMatchObject({ decision: { state: 'CANCELLING', reason: 'driver-not-free' } });
    expect(after(silent)).toMatchObject({ decision: { state: 'CANCELLING', reason: 'no-answer' } });
  });

  it('cancels what was left undecided, since nobody knows what the participants replied', () => {
    expect(nextStep({ state: 'TRYING', tries: null, told: nobody })).toMatchObject({
      do: 'decide',
      decision: { state: 'CANCELLING', reason: 'abandoned' },
    });
  });

  it.each([
    ['CONFIRMING', 'confirm', 'CONFIRMED'],
    ['CANCELLING', 'cancel', 'CANCELLED'],
  ] as const)('when %s, tells those who have not acknowledged, and then ends', (state, phase, end) => {
    const told = (...names: ParticipantName[]) => nextStep({ state, tries: null, told: new Set(names) });
    expect(told()).toEqual({ do: 'tell', participants: ['driver-service', 'ride-service'], phase });
    expect(told('ride-service')).toEqual({ do: 'tell', participants: ['driver-service'], phase });
    expect(told('driver-service', 'ride-service')).toEqual({ do: 'end', state: end });
    expect(nextStep({ state: end, tries: null, told: nobody })).toEqual({ do: 'nothing' });
  });
});
