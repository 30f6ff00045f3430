import { useId, useMemo } from 'preact/hooks';
import type { Change, Track } from '../../src/page-api';
import { titleOf } from '../faults/texts';
import { Table } from '../look/card';
import { duration } from '../look/figures';
import { styleOf } from '../look/source';
import { bands } from '../server/live';
import { say } from './texts';
import { type Lane, lanesOf, ticksOf } from './tracks';

const LANE = 46;
const AREA = 64;
const AXIS = 24;
const TICKS = 6;

const ORIGINS: Readonly<Record<string, string>> = {
  ...{ hybrid: 'local-copy', 'sync-api': 'ride-service', 'event-replication': 'local-replica' },
};

/** The colour of what a track says; the way between owner and copy has none of its own. */
const colourOf = (name: string) =>
  ['outbox', 'stream'].includes(name) ? { '--source': 'var(--dim)' } : styleOf(ORIGINS[name] ?? name);

/** A part of the way in the page's language; approaches go by their own names. */
function nameOf(name: string): string {
  const { owner, outbox, stream, copy, cache } = say();
  const parts: Readonly<Record<string, string>> = { owner, outbox, stream, copy, cache };
  return parts[name] ?? name;
}

export function TracksPicture({ change }: { readonly change: Change }) {
  const t = say();
  const id = useId();
  const { fromMs, untilMs, lanes, behind } = useMemo(() => lanesOf(change), [change]);
  const at = (ms: number) => `${(100 * (ms - fromMs)) / (untilMs - fromMs)}%`;
  const span = (from: number, to: number) => ({
    x: at(Math.max(from, fromMs)),
    width: `${(100 * Math.max(0, Math.min(to, untilMs) - Math.max(from, fromMs))) / (untilMs - fromMs)}%`,
  });
  const most = Math.max(1, ...behind.map(({ tracks }) => tracks));
  const bottom = AREA + lanes.length * LANE;
  const hatch = `url(#${id})`;
  const disturbed = bands.value
    .map((band) => ({
      ...{ id: band.id, title: titleOf(band) },
      ...{ from: band.from - change.askedAt, to: band.to - change.askedAt },
    }))
    .filter(({ from, to }) => to > fromMs && from < untilMs);
  const names = lanes.map(({ track }) => nameOf(track.name)).join(', ');
  return (
    <div class="tracks">
      <div aria-hidden="true">
        <p style={{ height: `${AREA}px` }}>{t.behind(most)}</p>
        {lanes.map(({ track }) => (
          <p key={track.name} class="source" style={{ height: `${LANE}px`, ...colourOf(track.name) }}>
            <strong>{nameOf(track.name)}</strong>
            <br />
            {delayOf(track, t)}
          </p>
        ))}
      </div>
      <svg width="100%" height={bottom + AXIS} role="img" aria-label={t.picture(names)}>
        <pattern {...{ id, width: 6, height: 6 }} patternUnits="userSpaceOnUse" patternTransform="rotate(45)">
          <rect width="6" height="6" fill="var(--bad-ground)" />
          <rect width="2.5" height="6" fill="var(--bad)" />
        </pattern>
        {disturbed.map(({ id: fault, title, from, to }, place) => (
          <g key={fault}>
            <rect fill="var(--fault-band)" height={bottom} {...span(from, to)} />
            <text x={at(Math.max(from, fromMs))} dx="4" y={14 + 15 * (place % 3)}>
              {title}
            </text>
          </g>
        ))}
        {ticksOf(fromMs, untilMs, TICKS).map((ms) => (
          <g key={ms}>
            <line stroke="var(--line)" x1={at(ms)} x2={at(ms)} y2={bottom} />
            <text text-anchor="end" x={at(ms)} dx="-3" y={bottom + 17}>
              {ms === 0 ? '0' : duration(ms)}
            </text>
          </g>
        ))}
        {behind.map(({ atMs, tracks }, place) => {
          const height = ((AREA - 20) * tracks) / most;
          const shape = { ...span(atMs, behind[place + 1]?.atMs ?? untilMs), y: AREA - 4 - height, height };
          return <rect key={atMs} fill={hatch} {...shape} />;
        })}
        {lanes.map((lane, place) => (
          <LaneOf key={lane.track.name} {...{ lane, at, span, hatch, top: AREA + place * LANE }} />
        ))}
      </svg>
    </div>
  );
}

const delayOf = ({ name, delayMs, reason }: Track, t: ReturnType<typeof say>) => {
  if (reason !== null) return t.off;
  if (delayMs === null) return t.notYet;
  return name === 'owner' ? t.commit : `+ ${duration(delayMs)}`;
};

interface LaneProps {
  readonly lane: Lane;
  readonly top: number;
  readonly hatch: string;
  readonly at: (ms: number) => string;
  readonly span: (fromMs: number, toMs: number) => { readonly x: string; readonly width: string };
}

/** Its stretches, filled where they differ from the owner, and a mark where a version begins. */
function LaneOf({ lane: { track, stretches }, top, hatch, at, span }: LaneProps) {
  const base = top + LANE - 10;
  return (
    <g style={colourOf(track.name)}>
      <line stroke="var(--line)" x2="100%" y1={base} y2={base} />
      <text x="4" y={top + 26}>
        {track.reason}
      </text>
      {stretches.map(({ fromMs, toMs, version, differs }, place) => {
        const isNew = version !== null && stretches[place - 1]?.version !== version;
        const shape = { ...span(fromMs, toMs), y: top + 12, height: LANE - 22 };
        const x = at(fromMs);
        return (
          <g key={fromMs}>
            {version !== null && <rect fill="var(--source)" fill-opacity="0.22" {...shape} />}
            {differs && <rect fill={hatch} {...shape} />}
            {isNew && <rect fill="var(--source)" x={x} width="3" y={top + 6} height={LANE - 14} />}
            {isNew && (
              <text x={x} dx="6" y={top + 29}>
                v{version}
              </text>
            )}
          </g>
        );
      })}
    </g>
  );
}

/** What the picture shows, for those who cannot see it. */
export function TracksTable({ change: { tracks } }: { readonly change: Change }) {
  const t = say();
  const rows = tracks.map(({ name, marks, delayMs, reason }) => {
    const last = marks.at(-1);
    const delay = reason ? t.off : t.notYet;
    return {
      key: name,
      cells: [
        ...[nameOf(name), last ? `v${last.version}` : (reason ?? '–')],
        ...[last && last.atMs >= 0 ? duration(last.atMs) : '–', delayMs === null ? delay : duration(delayMs)],
      ],
    };
  });
  return (
    <>
      <p class="dim">{t.legend}</p>
      <details>
        <summary>{t.table}</summary>
        <Table {...{ label: t.table, rows, heads: [t.track, t.version, t.since, t.delay] }} />
      </details>
    </>
  );
}
