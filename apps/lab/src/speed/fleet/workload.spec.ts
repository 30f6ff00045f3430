import { type DriverUpdate, parseDriverUpdate } from '@ride-hailing/contracts';
import { sentBy, updatesOf, type Workload } from './workload';

const workload: Workload = { drivers: 300, updates: 5_000, seed: 7 };

const isLast = (said: readonly DriverUpdate[], update?: DriverUpdate): boolean =>
  said.at(-1)?.sequence === update?.sequence;

describe('the workload of the ingest benchmark', () => {
  it('is the same each time, and another with another seed', () => {
    expect([...updatesOf(workload)]).toEqual([...updatesOf(workload)]);
    expect([...updatesOf({ ...workload, seed: 8 })]).not.toEqual([...updatesOf(workload)]);
  });

  it('is made of updates that the service takes', () => {
    for (const update of updatesOf(workload)) {
      expect(parseDriverUpdate(Buffer.from(JSON.stringify(update)))).toEqual({ ok: true, value: update });
    }
  });

  it('holds updates that come after a newer one of their driver, so that keeping the last one is wrong', () => {
    const last = new Map([...updatesOf(workload)].map((update) => [update.driverId, update]));
    const wrong = [...sentBy(workload)].filter(
      ([id, said]) => last.get(id) !== undefined && !isLast(said, last.get(id)),
    );
    expect(wrong).not.toEqual([]);
  });

  it('never says two things with one sequence', () => {
    for (const said of sentBy(workload).values()) {
      expect(new Set(said.map(({ sequence }) => sequence)).size).toBe(said.length);
    }
  });
});
