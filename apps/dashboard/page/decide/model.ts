import type MEASURED from './measured.json';
import { type Behaviour, behaviourOf } from './behaviours';
import type { Numbers } from './numbers';

/** What the lab measured of each way of sharing data, with the caching choice where it matters. */
export type Measured = typeof MEASURED;
type Variant = Measured['variants'][number];

/** What one way of sharing data comes to in a case. */
export interface Outcome {
  readonly variant: string;
  readonly approach: string;
  readonly cache: string | null;
  /** Calls of the owner. */
  readonly callsPerSecond: number;
  /** Between services, and to a shared store or the owner's database. */
  readonly bytesPerSecond: number;
  /** Beside what the owner keeps; streams and caches in memory are not counted. */
  readonly storedBytes: number;
  /** Cores busy, of all processes together. */
  readonly cores: number;
  /** What a read takes in the middle, with its share of round trips. */
  readonly waitMs: number;
  /** Answers that show what the owner had replaced for longer than is allowed. */
  readonly wrongPerDay: number;
  /** Answers without what only the owner has; for `hybrid` the details alone are missing. */
  readonly missingPerDay: number;
  /** A month's price of each. */
  readonly price: Readonly<Record<'cpu' | 'traffic' | 'storage' | 'waiting' | 'wrong', number>>;
  readonly total: number;
}

/** The size of the lab's records as documents, which the lab does not vary. */
export const LAB_RECORD_BYTES = 560;
/** What a shared store keeps beside a record: its key and its headers, about. */
export const STORED_BESIDE_BYTES = 300;
/** The time of caches that go by time, in the lab. */
export const LAB_TTL_SECONDS = 2;

const DAY_SECONDS = 86_400;
const MONTH_SECONDS = 30.44 * DAY_SECONDS;

/** Outcomes of all variants that the model knows, in the order in which they were measured. */
export function outcomes(measured: Measured, numbers: Numbers): readonly Outcome[] {
  const perCall = cpuPerCall(measured);
  return measured.variants.flatMap((variant) => {
    const behaviour = behaviourOf(variant.name);
    return behaviour ? [outcome(measured, variant, behaviour, perCall, numbers)] : [];
  });
}

function outcome(
  measured: Measured,
  variant: Variant,
  behaviour: Behaviour,
  perCall: number,
  numbers: Numbers,
): Outcome {
  const { readsPerSecond: reads, changesPerSecond: changes, recordBytes } = numbers;
  const lab = labNumbers(measured);
  const calledInLab = variant.ownerCallsPer1000Reads / 1_000;
  const called = (calledInLab * callingShare(behaviour, numbers)) / callingShare(behaviour, lab);
  const callsPerSecond = reads * called;
  const isPushed = behaviour.pushes !== 'nothing';

  // At capacity nearly nothing changed: who calls for a share of the reads did so there, and a cache was filled once.
  const callsBeside = behaviour.calls === 'share-of-reads' ? 0 : callsPerSecond;
  const perRead = variant.cpuSecondsPer1000Reads / 1_000;
  const cores = reads * perRead + perCall * (callsBeside + (isPushed ? changes : 0));

  const larger = recordBytes - LAB_RECORD_BYTES;
  const sized = (bytes: number) => Math.max(0, bytes + larger);
  const { perCall: callBytes, perEssentialChange, perWholeChange } = measured.bytes;
  const pushBytes = {
    ...{ nothing: 0, 'essential-fields': perEssentialChange, 'whole-record': sized(perWholeChange) },
  };
  const bytesPerSecond =
    callsPerSecond * sized(callBytes) +
    changes * pushBytes[behaviour.pushes] +
    (behaviour.fetches ? reads * sized(variant.fetchedBytesPerRead) : 0);
  // A shared store holds what is current, whose number the lab does not move.
  const kept = behaviour.wholeCopies * (LAB_RECORD_BYTES + STORED_BESIDE_BYTES);
  const perRecord = Math.max(variant.storedBytesPerRide, kept) + behaviour.wholeCopies * larger;
  const storedBytes = numbers.records * Math.max(0, perRecord);

  const waiting = { always: 1, 'on-a-call': Math.min(1, called) }[behaviour.waits];
  const waitMs = variant.readP50Ms + numbers.roundTripMs * waiting;

  const readsPerDay = reads * DAY_SECONDS;
  const wrongPerDay = readsPerDay * wrongShare(variant, behaviour, numbers);
  const whole = behaviour.needsOwnersDatabase ? 0 : variant.wholeWithoutOwner;
  const missingPerDay = readsPerDay * (1 - numbers.availability / 100) * (1 - whole);

  const price = {
    cpu: cores * numbers.perCoreMonth,
    traffic: ((bytesPerSecond * MONTH_SECONDS) / 1e9) * numbers.perGbMoved,
    storage: (storedBytes / 1e9) * numbers.perGbMonth,
    waiting: ((reads * waitMs) / 1_000) * (MONTH_SECONDS / 3_600) * numbers.perHourWaited,
    wrong: ((wrongPerDay + missingPerDay) / 1_000) * (MONTH_SECONDS / DAY_SECONDS) * numbers.perThousandWrong,
  };
  const total = Object.values(price).reduce((sum, part) => sum + part, 0);
  const { name, approach, cache } = variant;
  return {
    ...{ variant: name, approach, cache, callsPerSecond, bytesPerSecond, storedBytes, cores, waitMs },
    ...{ wrongPerDay, missingPerDay, price, total },
  };
}

/** The lab's own case, in so far as calls depend on it. */
function labNumbers({ workload }: Measured): Case {
  return { ...workload, maxAgeSeconds: LAB_TTL_SECONDS, instances: 1 };
}

type Case = Pick<Numbers, 'readsPerSecond' | 'changesPerSecond' | 'records' | 'maxAgeSeconds' | 'instances'>;

/** How often one record is read by one cache, and how often it changes, each a second. */
function perRecord(behaviour: Behaviour, { readsPerSecond, changesPerSecond, records, instances }: Case) {
  const caches = behaviour.perInstance ? instances : 1;
  return { read: readsPerSecond / (records * caches), changed: changesPerSecond / records };
}

/**
 * The share of reads that find nothing in the cache, for reads and changes that come at random and hit all records alike:
 * the next thing that happens to a record after a read is a change, or its time is over before it is read again.
 */
function callingShare(behaviour: Behaviour, numbers: Case): number {
  const { read, changed } = perRecord(behaviour, numbers);
  switch (behaviour.calls) {
    case 'share-of-reads':
      return 1;
    case 'after-a-change':
      return changed / (changed + read);
    case 'after-a-time':
      return 1 / (1 + read * numbers.maxAgeSeconds);
  }
}

/**
 * The share of answers that show what the owner had replaced, before the read began, for longer than is allowed. A push
 * is late by what the lab saw and half a round trip.
 */
function wrongShare(variant: Variant, behaviour: Behaviour, numbers: Numbers): number {
  const { changed } = perRecord(behaviour, numbers);
  const lag = variant.shownAfterMs / 1_000 + numbers.roundTripMs / 2_000;
  const late = behaviour.pushes === 'nothing' ? 0 : Math.max(0, lag - numbers.maxAgeSeconds);
  return 1 - Math.exp(-changed * late);
}

/**
 * CPU seconds of a call of the owner: what `hybrid` used more without a cache, by the calls that it made. The model
 * counts as much for a change that is pushed.
 */
export function cpuPerCall({ variants }: Measured): number {
  const without = variants.find(({ name }) => name === 'hybrid/none');
  const cached = variants.find(({ name }) => name === 'hybrid/versioned');
  if (!without || !cached || without.ownerCallsPer1000Reads === 0) return 0;
  const cpu = without.cpuSecondsPer1000Reads - cached.cpuSecondsPer1000Reads;
  return Math.max(0, cpu / without.ownerCallsPer1000Reads);
}
