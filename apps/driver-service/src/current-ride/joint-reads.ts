/** At most so many keys in one reading, unless somebody alone asks for more. */
const MOST_KEYS = 200;
/** Readings under way beyond which the next ones wait, to become larger: more would only share the same machine. */
const MOST_UNDER_WAY = 2;
/** A reading waits for no other for longer: one that hangs must not hold up the rest. */
const PATIENCE_MS = 20;

export type Read<Value> = (keys: readonly string[]) => Promise<ReadonlyMap<string, Value>>;

interface Asked<Value> {
  readonly keys: readonly string[];
  readonly resolve: (values: ReadonlyMap<string, Value>) => void;
  readonly reject: (error: unknown) => void;
}

/**
 * What is asked for in one turn of the event loop, or while earlier readings are under way, is read together. A
 * reading begins after each question that it answers: nobody gets what was read before they asked. When it fails,
 * all who share it are told.
 */
export class JointReads<Value> {
  private asked: Asked<Value>[] = [];
  private underWay = 0;
  private isComing = false;
  private patience: NodeJS.Timeout | undefined;

  constructor(private readonly read: Read<Value>) {}

  /** By key; what others asked for at the same time is in it, too. @throws what the reading throws */
  of(keys: readonly string[]): Promise<ReadonlyMap<string, Value>> {
    return new Promise((resolve, reject) => {
      this.asked.push({ keys, resolve, reject });
      this.begin();
    });
  }

  /** Reads at the end of this turn, when all that came with this question has been asked, too. */
  private begin(): void {
    if (this.isComing || this.asked.length === 0) return;
    if (this.underWay >= MOST_UNDER_WAY) {
      this.patience ??= setTimeout(() => this.start(), PATIENCE_MS);
      return;
    }
    this.isComing = true;
    setImmediate(() => this.start());
  }

  private start(): void {
    clearTimeout(this.patience);
    this.patience = undefined;
    this.isComing = false;
    const together = this.take();
    // The patience of one, and the end of another's reading, may come at the same time.
    if (together.length === 0) return;
    const keys = [...new Set(together.flatMap((each) => each.keys))];
    this.underWay += 1;
    const end = () => {
      this.underWay -= 1;
      this.begin();
    };
    this.read(keys).then(
      (values) => {
        end();
        for (const { resolve } of together) resolve(values);
      },
      (error: unknown) => {
        end();
        for (const { reject } of together) reject(error);
      },
    );
    this.begin();
  }

  /** From the front, as many as one reading takes; nobody's keys are torn apart. */
  private take(): Asked<Value>[] {
    let room = MOST_KEYS;
    let count = 0;
    for (const { keys } of this.asked) {
      room -= keys.length;
      if (room < 0 && count > 0) break;
      count += 1;
    }
    return this.asked.splice(0, count);
  }
}
