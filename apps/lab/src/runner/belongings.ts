import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';

export interface Stoppable {
  /** In good order. */
  stop(): Promise<unknown>;
  /** At once. */
  kill?(): unknown;
}

/** What an experiment has started and made: all of it goes when the experiment is over, however it ends. */
export class Belongings {
  private readonly owned: Stoppable[] = [];
  private readonly folders = new Set<string>();
  private killing: Promise<void> = Promise.resolve();

  own<T extends Stoppable>(one: T): T {
    this.owned.push(one);
    return one;
  }

  /** Stops one of them before the others. */
  async end(one: Stoppable): Promise<void> {
    const index = this.owned.indexOf(one);
    if (index >= 0) this.owned.splice(index, 1);
    await one.stop();
  }

  /** A new folder that nobody else uses. */
  folder(): string {
    const folder = mkdtempSync(join(tmpdir(), 'ride-hailing-bench-'));
    this.folders.add(folder);
    return folder;
  }

  /** To be removed, too: Postgres keeps its data elsewhere when its user cannot reach a folder. */
  alsoRemove(folder: string): void {
    this.folders.add(folder);
  }

  /** The last first. @throws the first failure, after everything has been stopped */
  async stop(): Promise<void> {
    const failures: unknown[] = [];
    for (const one of this.owned.splice(0).reverse()) {
      await one.stop().catch((error: unknown) => failures.push(error));
    }
    if (failures.length > 0) throw failures[0];
  }

  /** All at once: what has no other way is stopped. The folders stay: something may yet start in them. */
  kill(): Promise<void> {
    // Also of what has come since it was called before.
    this.killing = this.killing.then(() => this.killAll());
    return this.killing;
  }

  /** The folders, once nothing uses them any more. */
  remove(): void {
    for (const folder of this.folders) rmSync(folder, { recursive: true, force: true });
    this.folders.clear();
  }

  private async killAll(): Promise<void> {
    const owned = this.owned.splice(0).reverse();
    await Promise.allSettled(owned.map(async (one) => (one.kill ? one.kill() : one.stop())));
  }
}

/** Work that was told to stop has so long to notice that everything it works with is gone. */
const ENDS_WITHIN_MS = 15_000;

/**
 * Does `work`, and leaves nothing of what it has started and made. When `signal` fires, all of it is killed at once.
 * @throws what the work throws, and the signal's reason
 */
export async function withBelongings<T>(
  signal: AbortSignal,
  work: (belongings: Belongings) => Promise<T>,
): Promise<T> {
  signal.throwIfAborted();
  const belongings = new Belongings();
  const over = new AbortController();
  const givenUp = once(signal, 'abort', { signal: over.signal }).then(async () => {
    await belongings.kill();
    await delay(ENDS_WITHIN_MS, undefined, { signal: over.signal });
    throw new Error('stopped', { cause: signal.reason });
  });
  givenUp.catch(() => undefined);
  try {
    const done = await Promise.race([work(belongings), givenUp]);
    signal.throwIfAborted();
    await belongings.stop();
    return done;
  } finally {
    over.abort();
    await belongings.kill();
    belongings.remove();
  }
}
