import { driverIdOfSubject, type DriverUpdate, parseDriverUpdate } from '@ride-hailing/contracts';
import { aDriverUpdate } from '@ride-hailing/testing';
import { seededRandom } from '../seeded-random';
import { type FaultOrder, UpdateFaults } from './update-faults';
import type { WireMessage } from './wire-message';

const DRIVERS = 50;
const ROUNDS = 200;
const UPDATES = DRIVERS * ROUNDS;

const faults = (order: Partial<FaultOrder>, seed = 7): UpdateFaults =>
  new UpdateFaults({ duplicates: 0, outOfOrder: 0, invalid: 0, ...order }, seededRandom(seed, 'faults'));

const sendAll = (updateFaults: UpdateFaults): WireMessage[] => {
  const sent: WireMessage[] = [];
  for (let sequence = 1; sequence <= ROUNDS; sequence += 1) {
    for (let driver = 1; driver <= DRIVERS; driver += 1) {
      sent.push(...updateFaults.messagesFor(aDriverUpdate({ driverId: `d-${driver}`, sequence })));
    }
  }
  return [...sent, ...updateFaults.rest()];
};

const decoded = (message: WireMessage): DriverUpdate => {
  const parsed = parseDriverUpdate(message.data);
  if (!parsed.ok) throw new Error(parsed.reason);
  return parsed.value;
};
const isGood = (message: WireMessage): boolean => {
  const parsed = parseDriverUpdate(message.data);
  return parsed.ok && parsed.value.driverId === driverIdOfSubject(message.subject);
};

describe('the faults between phone and broker', () => {
  it('sends every update once and in order without faults', () => {
    const sent = sendAll(faults({}));
    expect(sent).toHaveLength(UPDATES);
    const last = new Map<string, number>();
    for (const { driverId, sequence } of sent.map(decoded)) {
      expect(sequence).toBe((last.get(driverId) ?? 0) + 1);
      last.set(driverId, sequence);
    }
  });

  it('duplicates updates with the given probability', () => {
    const updateFaults = faults({ duplicates: 0.2 });
    const sent = sendAll(updateFaults);
    expect(sent.length).toBe(UPDATES + updateFaults.counts.duplicated);
    expect(Math.abs(updateFaults.counts.duplicated / UPDATES - 0.2)).toBeLessThan(0.015);
  });

  it('delays updates with the given probability behind a newer one of their driver, and loses none', () => {
    const updateFaults = faults({ outOfOrder: 0.1 });
    const sent = sendAll(updateFaults).map(decoded);
    expect(sent).toHaveLength(UPDATES);
    const newest = new Map<string, number>();
    const late = sent.filter(({ driverId, sequence }) => {
      const behind = sequence < (newest.get(driverId) ?? 0);
      newest.set(driverId, Math.max(sequence, newest.get(driverId) ?? 0));
      return behind;
    });
    expect(Math.abs(late.length / UPDATES - 0.1)).toBeLessThan(0.015);
    expect(new Set(sent.map(({ driverId, sequence }) => `${driverId}/${sequence}`)).size).toBe(UPDATES);
  });

  it('breaks updates with the given probability, in every way, and leaves the others intact', () => {
    const updateFaults = faults({ invalid: 0.3 });
    const sent = sendAll(updateFaults);
    const { undecodable, 'schema-fault': schema, 'subject-mismatch': mismatch } = updateFaults.counts;
    expect(Math.min(undecodable, schema, mismatch)).toBeGreaterThan(UPDATES * 0.05);
    expect(Math.abs((undecodable + schema + mismatch) / UPDATES - 0.3)).toBeLessThan(0.015);
    expect(sent.filter((message) => !isGood(message))).toHaveLength(undecodable + schema + mismatch);
  });

  it('makes the same faults with the same seed, and different ones with another', () => {
    const all = { duplicates: 0.1, outOfOrder: 0.1, invalid: 0.1 };
    expect(sendAll(faults(all, 1))).toEqual(sendAll(faults(all, 1)));
    expect(sendAll(faults(all, 1))).not.toEqual(sendAll(faults(all, 2)));
  });

  it('holds no update back for ever, even when every update is to be late', () => {
    const updateFaults = faults({ outOfOrder: 1 });
    const sent = Array.from({ length: 10 }, (_, sequence) =>
      updateFaults.messagesFor(aDriverUpdate({ sequence: sequence + 1 })),
    ).flat();
    expect(sent.length).toBeGreaterThanOrEqual(5);
  });
});
