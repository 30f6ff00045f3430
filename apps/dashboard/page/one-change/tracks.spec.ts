import fc from 'fast-check';
import type { Mark, Track } from '../../src/page-api';
import { endOf, lanesOf, ticksOf } from './tracks';

const track = (name: string, ...marks: [atMs: number, version: number][]): Track => ({
  ...{ name, delayMs: null, reason: null },
  marks: marks.map(([atMs, version]): Mark => ({ atMs, version })),
});

describe('the tracks of a change', () => {
  const lanes = lanesOf({
    untilMs: 100,
    to: null,
    tracks: [
      track('owner', [-1_000, 1], [10, 2]),
      track('copy', [-1_000, 1], [30, 2]),
      track('stream', [20, 2]),
      track('cache'),
    ],
  });
  const stretches = (name: string) => lanes.lanes.find((lane) => lane.track.name === name)?.stretches;

  it('a track differs from the commit of the owner until it has the version', () => {
    expect(stretches('copy')).toEqual([
      { fromMs: -12, toMs: 10, version: 1, differs: false },
      { fromMs: 10, toMs: 30, version: 1, differs: true },
      { fromMs: 30, toMs: 100, version: 2, differs: false },
    ]);
  });

  it('a track says nothing before its first mark, and the owner never differs', () => {
    expect(stretches('stream')).toEqual([{ fromMs: 20, toMs: 100, version: 2, differs: false }]);
    expect(stretches('cache')).toEqual([]);
    expect(stretches('owner')?.some(({ differs }) => differs)).toBe(false);
  });

  it('the number of tracks that differ rises at the commit and shrinks to nothing', () => {
    expect(lanes.behind).toEqual([
      { atMs: -12, tracks: 0 },
      { atMs: 10, tracks: 1 },
      { atMs: 30, tracks: 0 },
    ]);
  });

  it('a cache that is ahead of the owner as it was seen differs too', () => {
    const { behind } = lanesOf({
      untilMs: 100,
      to: null,
      tracks: [track('owner', [50, 2]), track('cache', [0, 1])],
    });
    expect(behind).toEqual([
      { atMs: -12, tracks: 0 },
      { atMs: 50, tracks: 1 },
      { atMs: 100, tracks: 0 },
    ]);
  });

  it('once everyone who can be seen has the change, the picture ends a little after that', () => {
    const had = (name: string, at: number) => ({ ...track(name, [at, 2]), delayMs: at });
    const off = { ...track('shared-files'), reason: 'is off' };
    expect(endOf({ untilMs: 9_000, tracks: [had('owner', 40), had('copy', 100), off] })).toBe(135);
    expect(endOf({ untilMs: 9_000, tracks: [had('owner', 40), track('copy', [-5, 1])] })).toBe(9_000);
    expect(endOf({ untilMs: 9_000, tracks: [] })).toBe(9_000);
  });

  it('a track that does not know the ride yet differs from the change on, and one that cannot be seen never does', () => {
    const { lanes: shown } = lanesOf({
      ...{ untilMs: 100, to: { status: 'ASSIGNED', version: 2 } },
      tracks: [
        ...[track('owner', [-5, 1], [10, 2]), track('hybrid', [40, 2])],
        { ...track('shared-files'), reason: 'is off' },
      ],
    });
    expect(shown[1]?.stretches).toEqual([
      { fromMs: 10, toMs: 40, version: null, differs: true },
      { fromMs: 40, toMs: 100, version: 2, differs: false },
    ]);
    expect(shown[2]?.stretches).toEqual([]);
  });

  it('a copy never goes back to an older version that was only seen later', () => {
    const late: [number, number][] = [
      [46, 2],
      [49, 1],
    ];
    const { lanes: shown } = lanesOf({
      untilMs: 100,
      to: null,
      tracks: [track('copy', ...late), track('cache', ...late)],
    });
    expect(shown.map(({ stretches: all }) => all.map(({ version }) => version))).toEqual([[2], [2, 1]]);
  });

  it('without any mark there are lanes without stretches', () => {
    expect(lanesOf({ untilMs: 0, to: null, tracks: [track('owner')] }).lanes[0]?.stretches).toEqual([]);
  });

  it('stretches follow each other without a gap, up to the end, whatever the marks are', () => {
    const marks = fc.array(fc.tuple(fc.integer({ min: -500, max: 1_500 }), fc.integer({ min: 1, max: 4 })), {
      maxLength: 8,
    });
    fc.assert(
      fc.property(marks, marks, (owner, copy) => {
        const all = lanesOf({
          untilMs: 1_000,
          to: null,
          tracks: [track('owner', ...owner), track('copy', ...copy)],
        });
        return all.lanes.every(({ stretches: shown }) =>
          shown.every(
            ({ fromMs, toMs }, place) => fromMs < toMs && toMs === (shown[place + 1]?.fromMs ?? all.untilMs),
          ),
        );
      }),
    );
  });

  it.each([
    [-12, 100, 5, [0, 50, 100]],
    [0, 7, 7, [0, 1, 2, 3, 4, 5, 6, 7]],
    [0, 0, 5, []],
  ])('an axis from %p to %p has round times', (from, until, wanted, ticks) => {
    expect(ticksOf(from, until, wanted)).toEqual(ticks);
  });
});
