import { readFileSync } from 'node:fs';
import { join } from 'node:path';

const ROOT = join(__dirname, '../../..');
const RESULTS = join(ROOT, 'docs/tradeoffs/results.json');

/** Where the page reads them. */
export const MEASURED_FILE = join(ROOT, 'apps/dashboard/page/decide/measured.json');

/** The part of the lab's results that is read here. */
interface Results {
  readonly endedAt: string;
  readonly command: string;
  readonly settings: Readonly<Record<'readsPerSecond' | 'changesPerSecond' | 'drivers', number>>;
  readonly variants: readonly Variant[];
}
interface Answers {
  readonly sent: number;
  readonly complete: number;
  readonly partial: number;
  readonly stale: number;
}
interface Repeat {
  readonly latency: { readonly p50: number };
  readonly answers: Answers;
  readonly ownerCallsPer1000Reads: number;
  readonly cpuSecondsPer1000Reads: Readonly<Record<string, number>>;
  readonly saturation: { readonly readsPerSecond: number } | null;
}
interface Variant {
  readonly name: string;
  readonly approach: string;
  readonly cache: string | null;
  readonly repeats: readonly Repeat[];
  readonly faults: readonly { readonly fault: string; readonly applies: boolean; readonly during: Answers }[];
  readonly stored: readonly { readonly place: string; readonly bytes: number; readonly entries: number }[];
}

const rounded = (value: number): number => Number(value.toPrecision(4));

function median(values: readonly number[]): number {
  const sorted = [...values].sort((one, other) => one - other);
  const middle = sorted.length / 2;
  const [low = 0, high = 0] = [sorted[Math.ceil(middle) - 1], sorted[Math.floor(middle)]];
  return rounded((low + high) / 2);
}

/** Bytes of what is kept for one ride. Streams are left out: they keep every change for a while, with each approach. */
const storedPerRide = ({ stored }: Variant, records: number): number =>
  rounded(
    stored
      .filter(({ place }) => !place.includes('stream'))
      // A file has an entry for its name and one for its content.
      .map(({ place, bytes, entries }) => bytes / (place.includes('object store') ? records : entries))
      .reduce((sum, bytes) => sum + bytes, 0),
  );

function wholeWithoutOwner({ faults }: Variant): number | null {
  const killed = faults.find(({ fault, applies }) => fault === 'owner-killed' && applies);
  return killed ? rounded(killed.during.complete / killed.during.sent) : null;
}

function figuresOf(variant: Variant, records: number) {
  const of = (read: (repeat: Repeat) => number) => median(variant.repeats.map(read));
  return {
    name: variant.name,
    approach: variant.approach,
    cache: variant.cache,
    readP50Ms: of(({ latency }) => latency.p50),
    readsPerSecond: of(({ saturation }) => saturation?.readsPerSecond ?? 0),
    staleShare: of(({ answers }) => answers.stale / (answers.complete + answers.partial)),
    ownerCallsPer1000Reads: of(({ ownerCallsPer1000Reads }) => ownerCallsPer1000Reads),
    cpuSecondsPer1000Reads: of(({ cpuSecondsPer1000Reads }) =>
      Object.values(cpuSecondsPer1000Reads).reduce((sum, seconds) => sum + seconds, 0),
    ),
    wholeWithoutOwner: wholeWithoutOwner(variant),
    storedBytesPerRide: storedPerRide(variant, records),
  };
}

/** The figures of the lab's committed run that *Decide* needs: medians over its repeats. */
export function measuredFigures() {
  const { command, endedAt, settings, variants } = JSON.parse(readFileSync(RESULTS, 'utf8')) as Results;
  const { readsPerSecond, changesPerSecond, drivers: records } = settings;
  return {
    command,
    measuredAt: endedAt,
    workload: { readsPerSecond, changesPerSecond, records },
    variants: variants.map((variant) => figuresOf(variant, records)),
  };
}
