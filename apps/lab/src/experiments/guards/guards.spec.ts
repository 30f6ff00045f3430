import type { ExperimentResult } from '../../results/results';
import { decide } from '../../verdicts/decide';
import { asDelivered, ownersLog } from './events';
import { CLAIMS, guardsTopic } from './guards.experiment';
import { judgeAssignments, judgeCopy, judgeStream } from './judge';

const key = ({ rideId, version }: { rideId: string; version: number }) => `${rideId} ${version}`;

describe('what is counted without guards', () => {
  const log = ownersLog(4);
  const copyOf = (...versions: readonly (readonly [rideId: string, version: number])[]) =>
    log.filter((state) => versions.some(([rideId, version]) => key(state) === `${rideId} ${version}`));

  it('finds nothing wrong in a copy that shows the last state of each ride, or no row of one that has ended', () => {
    const right = copyOf(['ride-0', 4], ['ride-1', 3], ['ride-2', 4], ['ride-3', 3]);
    const nothing = { lost: 0, older: 0, resurrected: 0 };
    expect(judgeCopy(log, right)).toEqual(nothing);
    expect(
      judgeCopy(
        log,
        right.filter(({ status }) => status !== 'COMPLETED'),
      ),
    ).toEqual(nothing);
  });

  it('tells a lost ride, an older state and an ended ride that is back on the road apart', () => {
    const wrong = copyOf(['ride-0', 3], ['ride-1', 2], ['ride-2', 1]);
    expect(judgeCopy(log, wrong)).toEqual({ lost: 1, older: 1, resurrected: 1 });
  });

  it('counts changes without an event, events without a change, and events that are there twice', () => {
    expect(judgeStream(['a', 'b', 'c'], ['a', 'b', 'b', 'x', 'y'])).toEqual({
      lost: 1,
      phantom: 2,
      doubled: 1,
    });
    expect(judgeStream(['a', 'b'], ['b', 'a'])).toEqual({ lost: 0, phantom: 0, doubled: 0 });
  });

  it('counts an assignment that holds on one side only, whichever side that is', () => {
    expect(judgeAssignments(['r1 d1', 'r2 d2'], ['r1 d1', 'r3 d3'])).toEqual({ mixed: 2 });
    expect(judgeAssignments(['r1 d1'], ['r1 d1'])).toEqual({ mixed: 0 });
  });

  it('delivers every change, some twice, and later ones before earlier ones of the same ride', () => {
    const changes = ownersLog(50);
    const delivered = asDelivered(changes, 7);
    expect(new Set(delivered.map(key))).toEqual(new Set(changes.map(key)));
    expect(delivered.length).toBeGreaterThan(changes.length);
    const highest = new Map<string, number>();
    const late = delivered.filter(({ rideId, version }) => {
      const before = highest.get(rideId) ?? 0;
      highest.set(rideId, Math.max(before, version));
      return version < before;
    });
    expect(late.length).toBeGreaterThan(0);
    expect(asDelivered(changes, 7)).toEqual(delivered);
  });

  const verdictWith = (wrong: Readonly<Record<string, number>>) => {
    const [experiment] = guardsTopic({ topics: ['guards'], repeats: 1, seed: 1, quick: true });
    const [claim] = CLAIMS;
    if (!experiment || !claim) throw new Error('no experiment');
    const sides = experiment.sides.map((side) => ({
      ...side,
      samples: [{ repeat: 0, atSecond: 0, verified: 'planted', values: { wrong: wrong[side.id] ?? 0 } }],
    }));
    const result: ExperimentResult = { ...experiment, sides, profiles: [] };
    return decide(claim.rule, result).verdict;
  };
  const unguarded = { 'no-version-guard': 8, 'ack-first': 2, 'delete-on-end': 8, 'publish-after-commit': 3 };

  it('bears the claim out only when each missing guard does harm and no guarded side is wrong', () => {
    expect(verdictWith(unguarded)).toBe('holds');
    for (const side of Object.keys(unguarded)) {
      expect([side, verdictWith({ ...unguarded, [side]: 0 })]).toEqual([side, 'does not hold']);
    }
    for (const side of ['copy', 'outbox']) {
      expect([side, verdictWith({ ...unguarded, [side]: 1 })]).toEqual([side, 'does not hold']);
    }
  });
});
