import { IncomingMessage, Poison } from './incoming-message';

/** The three decisions that splitting rests on. */
export interface BatchSteps<M extends IncomingMessage> {
  /** Applies the batch, holding it through weather; throws data errors. */
  readonly apply: (batch: readonly M[]) => Promise<readonly Poison[]>;
  readonly isDataError: (error: unknown) => boolean;
  /** Acknowledges the batch, its poison parked first. */
  readonly settle: (batch: readonly M[], poison: readonly Poison[]) => Promise<void>;
}

/**
 * Applies a batch; on a data error each half is tried by itself, until the culprit is alone and becomes poison.
 * One culprit among n costs about 2 log2(n) tries; what has been applied is settled at once.
 * @throws whatever `apply` threw that is no data error, and what `settle` threw
 */
export async function applyBatch<M extends IncomingMessage>(
  batch: readonly M[],
  steps: BatchSteps<M>,
): Promise<void> {
  let poison: readonly Poison[];
  try {
    poison = await steps.apply(batch);
  } catch (error) {
    if (!steps.isDataError(error)) throw error;
    const alone = batch.length === 1 ? batch[0] : undefined;
    if (!alone) {
      const middle = batch.length >> 1;
      await applyBatch(batch.slice(0, middle), steps);
      return applyBatch(batch.slice(middle), steps);
    }
    poison = [{ message: alone, reason: error instanceof Error ? error.message : String(error) }];
  }
  await steps.settle(batch, poison);
}
