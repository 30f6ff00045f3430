import { UnverifiedError } from '../../lab.errors';
import { sentBy, updatesOf } from '../fleet/workload';
import { compared, type KeptRow, rowOf } from './positions-table';

const workload = { drivers: 20, updates: 400, seed: 3 };
const sent = sentBy(workload);
const newest = (driverId: string, before = 0) => {
  const update = sent.get(driverId)?.at(-1 - before);
  if (!update) throw new Error(`${driverId} said too little`);
  return update;
};
const right: readonly KeptRow[] = [...sent.keys()].map((driverId) => rowOf(newest(driverId)));
const first = right[0]?.driverId ?? '';
const withFirst = (change: Partial<KeptRow>): KeptRow[] =>
  right.map((row, index) => (index === 0 ? { ...row, ...change } : row));

describe('the check behind the figures of the ingest benchmark', () => {
  it('passes rows that are the newest of each driver', () => {
    expect(compared(right, sent)).toEqual({ touched: right.length, stale: 0, mixed: 0 });
  });

  it('sees a side that skips a driver', () => {
    expect(() => compared(right.slice(1), sent)).toThrow(UnverifiedError);
  });

  it('sees a side that does not keep the position', () => {
    expect(() => compared(withFirst({ lat: 1 }), sent)).toThrow(UnverifiedError);
  });

  it('sees a side that writes an update that nobody sent', () => {
    const sequence = Math.max(...[...updatesOf(workload)].map((update) => update.sequence)) + 1;
    expect(() => compared(withFirst({ sequence }), sent)).toThrow(UnverifiedError);
  });

  it('counts rows with an older update of their driver', () => {
    expect(compared(withFirst(rowOf(newest(first, 1))), sent)).toMatchObject({ stale: 1, mixed: 0 });
  });

  it('counts rows with fields of two updates of their driver', () => {
    expect(compared(withFirst({ lat: newest(first, 1).position.lat }), sent)).toMatchObject({
      stale: 0,
      mixed: 1,
    });
  });
});
