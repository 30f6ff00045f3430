import type { Anomaly, CommandCall, DriverRead } from '@ride-hailing/testing';
import { History } from '../clients/history';
import { relevantPart } from './relevant-part';

const call = (rideId: string, begunAt: number): CommandCall => ({
  ...{ client: 'rider-1', command: 'start', key: 'k', rideId, driverId: `driver of ${rideId}`, status: 200 },
  ...{ begunAt, endedAt: begunAt + 10 },
});
const read = (driverId: string, begunAt: number): DriverRead => ({
  ...{
    client: 'reader-1',
    driverId,
    by: 'none',
    isFenced: true,
    intendedAt: begunAt,
    begunAt,
    endedAt: begunAt + 10,
  },
});
const change = (rideId: string, loggedAt: number) => ({
  ...{ rideId, version: 1, status: 'REQUESTED', driverId: null, loggedAt },
});

const history = new History();
history.commands.push(call('r1', 10_000), call('r2', 10_000), call('r1', 50_000));
history.driverReads.push(read('d1', 10_005), read('d2', 10_005));
const seen = {
  history,
  faults: [
    { kind: 'kill', target: 'gateway', from: 9_000, until: 9_500 },
    { kind: 'freeze', target: 'nats', from: 30_000, until: 31_000 },
  ] as const,
  evidence: {
    log: [change('r1', 10_002), change('r2', 10_002)],
    events: [{ rideId: 'r1', version: 1, storedAt: 10_004 }],
    appliedAt: new Map([['r1', 10_006]]),
    ...{ rides: [], copies: [], positions: new Map<string, number>(), unrest: [] },
    assignments: { assignments: [], reservations: [], holds: [], rides: [] },
  },
};
const lanesOf = (anomaly: Anomaly) => relevantPart(anomaly, seen).map(({ lane }) => lane);

describe('the part of the history that an anomaly is about', () => {
  it('has its rides and drivers alone, near it in time, with the faults of that time', () => {
    const anomaly = { rule: 'x', about: ['r1', 'd1'], what: '', from: 10_005, until: 10_015 };
    expect(lanesOf(anomaly)).toEqual(['faults', 'rider-1', "owner's log", 'stream', 'reader-1', 'copy']);
    const wrong = relevantPart(anomaly, seen).filter(({ isWrong }) => isWrong);
    expect(wrong.map(({ lane }) => lane)).toEqual(['reader-1']);
  });

  it('lies around the changes of the ride when the anomaly has no time', () => {
    expect(lanesOf({ rule: 'x', about: ['r2'], what: '' })).toEqual(['faults', 'rider-1', "owner's log"]);
  });

  it('is empty when nothing is about it', () => {
    expect(lanesOf({ rule: 'rest', about: [], what: '' })).toEqual([]);
  });
});
