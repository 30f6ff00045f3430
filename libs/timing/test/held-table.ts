import { TurnBatches } from '../src/turn-batches';

/** A table that reads its rows when a call begins, and answers when the test lets it. */
export class HeldTable {
  readonly readings: { keys: readonly string[]; answer: () => void; fail: (error: Error) => void }[] = [];
  readonly versions = new Map<string, number>();

  readonly read = (keys: readonly string[]) =>
    new Promise<ReadonlyMap<string, string>>((resolve, reject) => {
      const seen = keys.flatMap((key): [string, string][] =>
        this.versions.has(key) ? [[key, `${key} ${this.versions.get(key)}`]] : [],
      );
      this.readings.push({ keys, answer: () => resolve(new Map(seen)), fail: reject });
    });

  write(key: string): number {
    const version = (this.versions.get(key) ?? 0) + 1;
    this.versions.set(key, version);
    return version;
  }

  answerAll(): void {
    for (const { answer } of this.readings.splice(0)) answer();
  }
}

/** Batches the reads of one turn; each caller gets the rows of its own keys. */
export const sharedReads = (table: HeldTable, mostAtOnce: number) =>
  new TurnBatches<readonly string[], ReadonlyMap<string, string>>({
    answer: async (questions) => {
      const values = await table.read(questions.flat());
      return questions.map((keys) => new Map([...values].filter(([key]) => keys.includes(key))));
    },
    sizeOf: ({ length }) => length,
    mostAtOnce,
  });
