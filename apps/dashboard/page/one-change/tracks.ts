import type { Change, Mark, Track } from '../../src/page-api';

/** A stretch of time in which a track says one version. */
export interface Stretch {
  readonly fromMs: number;
  readonly toMs: number;
  /** Null while it does not know the ride, although the owner has made the change. */
  readonly version: number | null;
  /** True while the owner says another one. */
  readonly differs: boolean;
}

export interface Lane {
  readonly track: Track;
  readonly stretches: readonly Stretch[];
}

export interface Lanes {
  readonly fromMs: number;
  readonly untilMs: number;
  readonly lanes: readonly Lane[];
  /** How many tracks differ from the owner from then on; the first at `fromMs`. */
  readonly behind: readonly { readonly atMs: number; readonly tracks: number }[];
}

/** The share of what is shown that lies before the change was asked for. */
const BEFORE = 0.12;
const LEAST_MS = 50;
const BEYOND = 1.35;

/** How far to look: all that was watched, or a little beyond the last mark once everyone has the new version. */
export function endOf({ tracks, untilMs }: Pick<Change, 'tracks' | 'untilMs'>): number {
  const seen = tracks.filter(({ reason }) => reason === null);
  const last = Math.max(0, ...seen.flatMap(({ marks }) => marks.map(({ atMs }) => atMs)));
  const isOver = last > 0 && seen.every(({ delayMs }) => delayMs !== null);
  return Math.max(LEAST_MS, isOver ? Math.min(untilMs, last * BEYOND) : untilMs);
}

/** The tracks of a change as stretches of versions, cut where the owner changes. */
export function lanesOf({ tracks, untilMs, to }: Pick<Change, 'tracks' | 'untilMs' | 'to'>): Lanes {
  const until = endOf({ tracks, untilMs });
  const window = { fromMs: -until * BEFORE, untilMs: until };
  const owner = tracks.find(({ name }) => name === 'owner')?.marks ?? [];
  const changedMs = owner.find(({ version }) => to && version >= to.version)?.atMs ?? Infinity;
  const lanes = tracks.map((track) => ({
    track,
    stretches: stretchesOf(inOrder(track), owner, {
      ...window,
      // Before, it may rightly not know the ride, such as an approach that is asked for a driver who had none.
      missingMs: track.reason === null && track.name !== 'owner' ? changedMs : Infinity,
    }),
  }));
  return { ...window, lanes, behind: behindOf(lanes, window.fromMs) };
}

/**
 * Marks without those of an older version after a newer one: of these tracks the newest version has a time that a service
 * noted, while an older one may have been seen later, at the next look.
 */
const inOrder = ({ name, marks }: Track): readonly Mark[] =>
  ['owner', 'outbox', 'copy'].includes(name)
    ? marks.filter(
        ({ atMs, version }) => !marks.some((other) => other.version > version && other.atMs <= atMs),
      )
    : marks;

function stretchesOf(
  marks: readonly Mark[],
  owner: readonly Mark[],
  { fromMs, untilMs, missingMs }: { fromMs: number; untilMs: number; missingMs: number },
): Stretch[] {
  const cuts = [...marks, ...owner]
    .map(({ atMs }) => Math.max(atMs, fromMs))
    .concat(fromMs)
    .filter((at) => at < untilMs);
  const times = [...new Set(cuts)].sort((one, other) => one - other);
  const stretches: Stretch[] = [];
  for (const [place, from] of times.entries()) {
    const version = versionAt(marks, from);
    if (version === null && from < missingMs) continue;
    const ownersVersion = versionAt(owner, from);
    const differs = ownersVersion !== null && version !== ownersVersion;
    const stretch = { fromMs: from, toMs: times[place + 1] ?? untilMs, version, differs };
    const last = stretches.at(-1);
    if (last?.toMs === from && last.version === version && last.differs === differs)
      stretches[stretches.length - 1] = { ...last, toMs: stretch.toMs };
    else stretches.push(stretch);
  }
  return stretches;
}

/** What was said last at a time; null before the first mark. Marks may come in any order. */
function versionAt(marks: readonly Mark[], atMs: number): number | null {
  let last: Mark | null = null;
  for (const mark of marks) if (mark.atMs <= atMs && (!last || mark.atMs >= last.atMs)) last = mark;
  return last?.version ?? null;
}

function behindOf(lanes: readonly Lane[], fromMs: number): Lanes['behind'] {
  const differing = lanes.flatMap(({ stretches }) => stretches.filter(({ differs }) => differs));
  const times = [fromMs, ...differing.flatMap((stretch) => [stretch.fromMs, stretch.toMs])];
  return [...new Set(times)]
    .sort((one, other) => one - other)
    .map((atMs) => ({
      atMs,
      tracks: differing.filter((stretch) => stretch.fromMs <= atMs && atMs < stretch.toMs).length,
    }));
}

/** Round times for an axis, at most about `wanted` of them. */
export function ticksOf(fromMs: number, untilMs: number, wanted: number): readonly number[] {
  const span = untilMs - fromMs;
  if (!(span > 0)) return [];
  const rough = span / Math.max(1, wanted);
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = power * ([1, 2, 5, 10].find((factor) => factor * power >= rough) ?? 10);
  const first = Math.ceil(fromMs / step);
  return Array.from({ length: Math.floor(untilMs / step) - first + 1 }, (_, place) => (first + place) * step);
}
