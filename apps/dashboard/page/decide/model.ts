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
/** What each call and each message carries beside its record, about as the lab's streams hold it. */
export const HEADER_BYTES = 300;
/** An event of essential fields with its headers, as the lab's stream held it: whatever the size of the record. */
export const ESSENTIAL_BYTES = 640;
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

  // The events of `hybrid` flowed in every run of the lab, beside what the variant itself pushes.
  const pushedInLab = behaviour.pushes === 'whole-record' ? 2 : 1;
  const workInLab = calledInLab + (pushedInLab * lab.changesPerSecond) / lab.readsPerSecond;
  const perRead = Math.max(0, variant.cpuSecondsPer1000Reads / 1_000 - perCall * workInLab);
  const cores = reads * perRead + perCall * (callsPerSecond + (isPushed ? changes : 0));

  const message = recordBytes + HEADER_BYTES;
  const pushBytes = { nothing: 0, 'essential-fields': ESSENTIAL_BYTES, 'whole-record': message };
  const bytesPerSecond =
    callsPerSecond * message +
    changes * pushBytes[behaviour.pushes] +
    (behaviour.fetches ? reads * message : 0);
  const perRecord =
    (variant.storedBytesPerRide ?? 0) + behaviour.wholeCopies * (recordBytes - LAB_RECORD_BYTES);
  const storedBytes = numbers.records * Math.max(0, perRecord);

  const waiting = { always: 1, 'on-a-call': Math.min(1, called), never: 0 }[behaviour.waits];
  const waitMs = variant.readP50Ms + numbers.roundTripMs * waiting;

  const readsPerDay = reads * DAY_SECONDS;
  const wrongPerDay = readsPerDay * wrongShare(measured, variant, behaviour, numbers);
  const whole = behaviour.needsOwnersDatabase ? 0 : (variant.wholeWithoutOwner ?? 0);
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
 * is late by what the lab saw and half a round trip; stale-while-revalidate gives one old answer before it reloads.
 */
function wrongShare(measured: Measured, variant: Variant, behaviour: Behaviour, numbers: Numbers): number {
  const { read, changed } = perRecord(behaviour, numbers);
  const lag = pushLagSeconds(measured, variant) + numbers.roundTripMs / 2_000;
  const late = behaviour.pushes === 'nothing' ? 0 : Math.max(0, lag - numbers.maxAgeSeconds);
  const byPush = 1 - Math.exp(-changed * late);
  const servesOld = behaviour.calls === 'after-a-time' && behaviour.waits === 'never';
  const byTime = servesOld ? callingShare(behaviour, numbers) * (changed / (changed + read)) : 0;
  return 1 - (1 - byPush) * (1 - byTime);
}

/** How long after a commit the copy had it: stale answers by changes of a record. All of `hybrid` has one copy. */
function pushLagSeconds({ variants, workload }: Measured, variant: Variant): number {
  const seen =
    variant.approach === 'hybrid'
      ? (variants.find(({ name }) => name === 'hybrid/versioned') ?? variant)
      : variant;
  return seen.staleShare / (workload.changesPerSecond / workload.records);
}

/**
 * CPU seconds of a call of the owner: what `hybrid` used more without a cache, by the calls that it made more. The model
 * counts as much for a change that is pushed, since the lab has one mix of reads and changes.
 */
export function cpuPerCall({ variants }: Measured): number {
  const without = variants.find(({ name }) => name === 'hybrid/none');
  const cached = variants.find(({ name }) => name === 'hybrid/versioned');
  if (!without || !cached) return 0;
  const calls = without.ownerCallsPer1000Reads - cached.ownerCallsPer1000Reads;
  const cpu = without.cpuSecondsPer1000Reads - cached.cpuSecondsPer1000Reads;
  return calls > 0 ? Math.max(0, cpu / calls) : 0;
}
