/** At most so many keys in one reading, unless somebody alone asks for more. */
const MOST_KEYS = 200;

export type Read<Value> = (keys: readonly string[]) => Promise<ReadonlyMap<string, Value>>;

interface Asked<Value> {
  readonly keys: readonly string[];
  readonly resolve: (values: ReadonlyMap<string, Value>) => void;
  readonly reject: (error: unknown) => void;
}

/**
 * What is asked for in one turn of the event loop is read together. A reading begins after each question that it
 * answers: nobody gets what was read before they asked. When it fails, all who share it are told, and nobody else.
 */
export class JointReads<Value> {
  private asked: Asked<Value>[] = [];

  constructor(private readonly read: Read<Value>) {}

  /** By key; what others asked for in the same turn may be in it, too. @throws what the reading throws */
  of(keys: readonly string[]): Promise<ReadonlyMap<string, Value>> {
    return new Promise((resolve, reject) => {
      // Only what runs now is of this turn: the callbacks of sockets that are ready come before this one.
      if (this.asked.length === 0) setImmediate(() => this.begin());
      this.asked.push({ keys, resolve, reject });
    });
  }

  private begin(): void {
    const { asked } = this;
    this.asked = [];
    for (const together of groups(asked)) {
      this.read([...new Set(together.flatMap(({ keys }) => keys))]).then(
        (values) => together.forEach(({ resolve }) => resolve(values)),
        (error: unknown) => together.forEach(({ reject }) => reject(error)),
      );
    }
  }
}

/** As many in a group as one reading takes; nobody's keys are torn apart. */
function groups<T extends { readonly keys: readonly string[] }>(asked: readonly T[]): T[][] {
  const all: T[][] = [];
  let room = 0;
  for (const each of asked) {
    const last = all.at(-1);
    if (last && each.keys.length <= room) {
      last.push(each);
      room -= each.keys.length;
    } else {
      all.push([each]);
      room = MOST_KEYS - each.keys.length;
    }
  }
  return all;
}
