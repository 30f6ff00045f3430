import { nextStep } from './assignment-machine';
import type { ParticipantName } from './assignment-record';
import type { TryReply } from './participant.port';

const agreed = { kind: 'agreed', driverId: 'd-1' } as const;
const replies = (...given: [ParticipantName, TryReply][]) => new Map(given);
const none = new Set<ParticipantName>();

describe('the next step of an assignment', () => {
  it('tries Driver Service first, then Ride Service with the driver that it named', () => {
    expect(nextStep({ state: 'TRYING', tries: replies(), acknowledged: none })).toEqual({
      do: 'try',
      participant: 'driver-service',
      driverId: null,
    });
    expect(
      nextStep({ state: 'TRYING', tries: replies(['driver-service', agreed]), acknowledged: none }),
    ).toEqual({
      do: 'try',
      participant: 'ride-service',
      driverId: 'd-1',
    });
  });

  it('decides to confirm when both participants have agreed', () => {
    const tries = replies(['driver-service', agreed], ['ride-service', agreed]);
    expect(nextStep({ state: 'TRYING', tries, acknowledged: none })).toMatchObject({
      do: 'decide',
      decision: { state: 'CONFIRMING', driverId: 'd-1' },
    });
  });

  it('decides to cancel, with the reason, when one refuses or does not answer, without trying the other', () => {
    const refused = { kind: 'refused', reason: 'driver-not-free', detail: 'd-1 is on a ride.' } as const;
    const silent = { kind: 'no-answer', detail: 'deadline-exceeded' } as const;
    const after = (reply: TryReply) =>
      nextStep({ state: 'TRYING', tries: replies(['driver-service', reply]), acknowledged: none });
    expect(after(refused)).toMatchObject({ decision: { state: 'CANCELLING', reason: 'driver-not-free' } });
    expect(after(silent)).toMatchObject({ decision: { state: 'CANCELLING', reason: 'no-answer' } });
  });

  it('decides to cancel what was left undecided, since the replies of the participants are lost', () => {
    expect(nextStep({ state: 'TRYING', tries: null, acknowledged: none })).toMatchObject({
      do: 'decide',
      decision: { state: 'CANCELLING', reason: 'abandoned' },
    });
  });

  it.each([
    ['CONFIRMING', 'confirm', 'CONFIRMED'],
    ['CANCELLING', 'cancel', 'CANCELLED'],
  ] as const)(
    'sends the decision of %s to participants that have not acknowledged it, and then ends',
    (state, phase, end) => {
      const after = (...names: ParticipantName[]) =>
        nextStep({ state, tries: null, acknowledged: new Set(names) });
      expect(after()).toEqual({ do: 'deliver', participants: ['driver-service', 'ride-service'], phase });
      expect(after('ride-service')).toEqual({ do: 'deliver', participants: ['driver-service'], phase });
      expect(after('driver-service', 'ride-service')).toEqual({ do: 'end', state: end });
      expect(nextStep({ state: end, tries: null, acknowledged: none })).toEqual({ do: 'nothing' });
    },
  );
});
