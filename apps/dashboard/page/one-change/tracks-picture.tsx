import { useId, useMemo } from 'preact/hooks';
import type { Change, Track } from '../../src/page-api';
import { titleOf } from '../faults/texts';
import { duration } from '../look/figures';
import { sourceOf } from '../look/source';
import { bands } from '../server/live';
import { nameOf } from './tracks-table';
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
  ['outbox', 'stream'].includes(name) ? 'source-way' : `source-${sourceOf(ORIGINS[name] ?? name)}`;

const said = (ms: number) => {
  const { digits, unit } = duration(ms);
  return `${digits} ${unit}`;
};

export function TracksPicture({ change }: { readonly change: Change }) {
  const t = say();
  const id = useId();
  const { fromMs, untilMs, lanes, behind } = useMemo(() => lanesOf(change), [change]);
  const at = (ms: number) => `${(100 * (ms - fromMs)) / (untilMs - fromMs)}%`;
  const wide = (from: number, to: number) => `${(100 * Math.max(0, to - from)) / (untilMs - fromMs)}%`;
  const most = Math.max(1, ...behind.map(({ tracks }) => tracks));
  const height = AREA + lanes.length * LANE + AXIS;
  const disturbed = bands.value
    .map((band) => ({
      title: titleOf(band),
      from: Math.max(band.from - change.askedAt, fromMs),
      to: Math.min(band.to - change.askedAt, untilMs),
    }))
    .filter(({ from, to }) => from < to);
  const hatch = `url(#${id}-hatch)`;
  return (
    <div class="tracks">
      <div class="names" aria-hidden="true">
        <p style={{ height: `${AREA}px` }}>{t.behind(most)}</p>
        {lanes.map(({ track }) => (
          <p key={track.name} style={{ height: `${LANE}px` }} class={colourOf(track.name)}>
            <strong>{nameOf(track.name)}</strong>
            <br />
            <span class="figure">{delayOf(track, t)}</span>
          </p>
        ))}
      </div>
      <svg
        height={height}
        role="img"
        aria-label={t.picture(lanes.map(({ track }) => nameOf(track.name)).join(', '))}
      >
        <defs>
          <pattern
            id={`${id}-hatch`}
            width="6"
            height="6"
            patternUnits="userSpaceOnUse"
            patternTransform="rotate(45)"
          >
            <rect width="6" height="6" class="old-ground" />
            <rect width="2.5" height="6" class="old" />
          </pattern>
        </defs>
        {disturbed.map(({ title, from, to }, place) => (
          <g key={title + String(from)}>
            <rect class="band" x={at(from)} width={wide(from, to)} height={height - AXIS} />
            <text x={at(from)} dx="4" y={14 + 15 * (place % 3)}>
              {title}
            </text>
          </g>
        ))}
        {ticksOf(fromMs, untilMs, TICKS).map((ms) => (
          <g key={ms}>
            <line class="grid" x1={at(ms)} x2={at(ms)} y2={height - AXIS} />
            <text class="tick" x={at(ms)} dx="-3" y={height - 7}>
              {ms === 0 ? '0' : said(ms)}
            </text>
          </g>
        ))}
        {behind.map(({ atMs, tracks }, place) => (
          <rect
            key={atMs}
            fill={hatch}
            x={at(atMs)}
            width={wide(atMs, behind[place + 1]?.atMs ?? untilMs)}
            y={AREA - 4 - ((AREA - 20) * tracks) / most}
            height={((AREA - 20) * tracks) / most}
          />
        ))}
        {lanes.map((lane, place) => (
          <LaneOf key={lane.track.name} {...{ lane, at, wide, hatch, top: AREA + place * LANE }} />
        ))}
      </svg>
    </div>
  );
}

const delayOf = ({ name, delayMs, reason }: Track, t: ReturnType<typeof say>) => {
  if (reason !== null) return t.off;
  if (delayMs === null) return t.notYet;
  return name === 'owner' ? t.commit : `+ ${said(delayMs)}`;
};

interface LaneProps {
  readonly lane: Lane;
  readonly top: number;
  readonly hatch: string;
  readonly at: (ms: number) => string;
  readonly wide: (fromMs: number, toMs: number) => string;
}

/** Its stretches, filled where they differ from the owner, and a mark where a version begins. */
function LaneOf({ lane: { track, stretches }, top, hatch, at, wide }: LaneProps) {
  return (
    <g class={colourOf(track.name)}>
      <line class="base" x1="0" x2="100%" y1={top + LANE - 10} y2={top + LANE - 10} />
      {track.reason !== null && (
        <text class="why" x="4" y={top + 26}>
          {track.reason}
        </text>
      )}
      {stretches.map(({ fromMs, toMs, version, differs }, place) => {
        const isNew = version !== null && stretches[place - 1]?.version !== version;
        const shape = { x: at(fromMs), width: wide(fromMs, toMs), y: top + 12, height: LANE - 22 };
        return (
          <g key={fromMs}>
            {version !== null && <rect class="stretch" {...shape} />}
            {differs && <rect fill={hatch} {...shape} />}
            {isNew && <line class="mark" x1={at(fromMs)} x2={at(fromMs)} y1={top + 6} y2={top + LANE - 8} />}
            {isNew && (
              <text class="version" x={at(fromMs)} dx="5" y={top + 29}>
                v{version}
              </text>
            )}
          </g>
        );
      })}
    </g>
  );
}
