import { anchor, type Unit } from '../../format/format';
import { type Sample, sampleOf } from '../../format/sample';
import { type Answers, type Measured, type VariantResult } from '../results';

/** Something that is measured of each variant. */
export interface Figure {
  /** Stable: with the variant's name it is the anchor of its cell. */
  readonly id: string;
  readonly label: string;
  readonly unit: Unit;
  readonly better: 'lower' | 'higher';
  /** Undefined when this run did not measure it. */
  of(variant: VariantResult): Sample | undefined;
}

export const anchorOf = ({ id }: Figure, variant: string): string => anchor(id, variant);

export const ratio = (part: number, whole: number): number | null => (whole === 0 ? null : part / whole);

export type AnswerKind = 'complete' | 'partial' | 'failed' | 'stale';

/** Of what was sent; `stale` of what was answered. Null when there was nothing. */
export const shareOf = (answers: Answers, kind: AnswerKind): number | null =>
  ratio(answers[kind], kind === 'stale' ? answers.complete + answers.partial : answers.sent);

const repeated = (
  id: string,
  label: string,
  unit: Unit,
  better: Figure['better'],
  read: (measured: Measured) => number | null,
): Figure => ({
  id,
  label,
  unit,
  better,
  of: ({ repeats }) => sampleOf(repeats.map(read).filter((value) => value !== null)),
});

const cpuOf = ({ cpuSecondsPer1000Reads }: Measured): number =>
  Object.values(cpuSecondsPer1000Reads).reduce((sum, seconds) => sum + seconds, 0);

export const P50 = repeated('p50', 'p50', 'ms', 'lower', ({ latency }) => latency.p50);
export const P90 = repeated('p90', 'p90', 'ms', 'lower', ({ latency }) => latency.p90);
export const P99 = repeated('p99', 'p99', 'ms', 'lower', ({ latency }) => latency.p99);
export const SATURATION = repeated(
  'saturation',
  'reads at saturation',
  'a second',
  'higher',
  ({ saturation }) => saturation?.readsPerSecond ?? null,
);
export const BUSY_P50 = repeated(
  'saturation-p50',
  'p50 at saturation',
  'ms',
  'lower',
  ({ saturation }) => saturation?.latency.p50 ?? null,
);
const ofAnswers = (kind: AnswerKind, better: Figure['better'] = 'lower'): Figure =>
  repeated(kind, kind, 'share', better, ({ answers }) => shareOf(answers, kind));
export const COMPLETE = ofAnswers('complete', 'higher');
export const PARTIAL = ofAnswers('partial');
export const STALE = ofAnswers('stale');
export const FAILED = ofAnswers('failed');
export const STALENESS_P99 = repeated(
  'staleness-p99',
  'staleness p99',
  'ms',
  'lower',
  ({ staleness }) => staleness.p99Ms,
);
export const STALENESS_MAX = repeated(
  'staleness-max',
  'staleness max',
  'ms',
  'lower',
  ({ staleness }) => staleness.maxMs,
);
export const VERSIONS_BEHIND = repeated(
  'versions-behind',
  'versions behind, max',
  'versions',
  'lower',
  ({ staleness }) => staleness.maxVersions,
);
export const IMPOSSIBLE = repeated(
  'impossible',
  'impossible answers',
  'answers',
  'lower',
  ({ staleness }) => staleness.impossible,
);
export const OWNER_CALLS = repeated(
  'owner-calls',
  'calls on the owner per 1,000 reads',
  'calls',
  'lower',
  ({ ownerCallsPer1000Reads }) => ownerCallsPer1000Reads,
);
export const CPU = repeated('cpu', 'CPU of all processes per 1,000 reads', 'CPU seconds', 'lower', cpuOf);

/** CPU seconds of one process; undefined when it did not run. */
export const cpuOfProcess = (name: string): Figure =>
  repeated(
    `cpu-${name}`,
    `CPU of ${name} per 1,000 reads`,
    'CPU seconds',
    'lower',
    ({ cpuSecondsPer1000Reads }) => cpuSecondsPer1000Reads[name] ?? null,
  );
