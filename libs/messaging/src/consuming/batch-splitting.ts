import { Failure, messageOf } from '../messages/failure';
import { IncomingMessage, Poison } from '../messages/incoming-message';
import { BatchSize } from './batch-size';

/** When this many messages fail alone and none succeeds, the code is at fault and not the messages. */
const MOST_SUSPECTS = 20;

/** What `applyBatch` does with a part, and how it judges an error. */
export interface BatchSteps<M extends IncomingMessage> {
  /** Applies the batch, holding it through an outage; throws other failures. */
  readonly apply: (batch: readonly M[]) => Promise<readonly Poison[]>;
  readonly failureOf: (error: unknown) => Failure;
  /** Acknowledges the batch, its poison parked first. */
  readonly settle: (batch: readonly M[], poison: readonly Poison[]) => Promise<void>;
}

/** Messages that are not settled: it is not yet known whether they or the code are at fault. */
export interface Suspects<M> {
  readonly messages: readonly M[];
  readonly error: unknown;
}

/**
 * Applies a batch in parts, and settles each part as soon as it succeeds:
 * - after a data error each half is tried by itself, until the culprit is alone and becomes poison; one culprit among n
 *   costs about 2 log2(n) tries;
 * - a part that takes too long is retried in smaller ones; `size` remembers their size for later batches;
 * - the culprit of a defect is found like that of a data error. It becomes poison only if another message succeeded and
 *   it then failed alone a second time: a fault of the code, which every message meets, must not empty a stream into
 *   the dead letters.
 *
 * @returns undefined when all is settled, otherwise the messages that are left
 * @throws what `apply` threw for an outage, or for a single message that took too long, and what `settle` threw
 */
export async function applyBatch<M extends IncomingMessage>(
  batch: readonly M[],
  steps: BatchSteps<M>,
  size = new BatchSize(batch.length),
): Promise<Suspects<M> | undefined> {
  /** A stack: the next part is the last one. */
  const parts: (readonly M[])[] = [batch];
  const suspects: { message: M; error: unknown }[] = [];
  let applied = 0;

  const attempt = async (part: readonly M[]): Promise<readonly Poison[]> => {
    const poison = await steps.apply(part);
    size.applied(part.length);
    applied += part.length - poison.length;
    return poison;
  };

  /** Undefined when the part was split, or its only message became a suspect. */
  const poisonOf = async (part: readonly M[]): Promise<readonly Poison[] | undefined> => {
    try {
      return await attempt(part);
    } catch (error) {
      const failure = steps.failureOf(error);
      const [message] = part;
      if (failure === 'outage' || !message) throw error;
      if (part.length > 1) {
        if (failure === 'too-slow') size.tooSlow(part.length);
        const middle = part.length >> 1;
        parts.push(part.slice(middle), part.slice(0, middle));
        return undefined;
      }
      if (failure === 'too-slow') throw error;
      if (failure === 'data') return [{ message, reason: messageOf(error) }];
      suspects.push({ message, error });
      return undefined;
    }
  };

  for (let part = parts.pop(); part; part = parts.pop()) {
    if (part.length > size.now) {
      parts.push(part.slice(size.now));
      part = part.slice(0, size.now);
    }
    const poison = await poisonOf(part);
    if (poison) await steps.settle(part, poison);
    if (applied === 0 && suspects.length >= MOST_SUSPECTS) break;
  }

  const [first] = suspects;
  if (!first) return undefined;
  if (applied === 0) {
    const messages = [...suspects.map(({ message }) => message), ...parts.toReversed().flat()];
    return { messages, error: first.error };
  }
  for (const { message } of suspects) await settleSuspect(message, steps);
  return undefined;
}

/** Other messages have succeeded: if this one fails again, it is at fault. */
async function settleSuspect<M extends IncomingMessage>(message: M, steps: BatchSteps<M>): Promise<void> {
  let poison: readonly Poison[];
  try {
    poison = await steps.apply([message]);
  } catch (error) {
    const failure = steps.failureOf(error);
    if (failure !== 'data' && failure !== 'defect') throw error;
    const reason = failure === 'data' ? messageOf(error) : `defect: ${String(error)}`;
    poison = [{ message, reason }];
  }
  await steps.settle([message], poison);
}
