export interface TurnBatchOptions<Question, Answer> {
  /** Returns one answer for each question, in their order. Called after all of these questions were asked. */
  readonly answer: (questions: readonly Question[]) => Promise<readonly Answer[]>;
  /** The share of a call that one question takes, in the unit of `mostAtOnce`. */
  readonly sizeOf: (question: Question) => number;
  /** The largest call. A question that is larger by itself gets its own call. */
  readonly mostAtOnce: number;
  /**
   * Whether the questions of a call that failed with this error are asked again, each in a call of its own, so that one
   * cannot fail the others. Only for an error after which the call has had no effect. Default: never.
   */
  readonly asksAgain?: (error: unknown) => boolean;
}

interface Pending<Question, Answer> {
  readonly question: Question;
  readonly resolve: (answer: Answer) => void;
  readonly reject: (error: unknown) => void;
}

/**
 * Answers the questions of one event-loop turn together, in as few calls as their size allows: the batching of
 * Facebook's DataLoader, without its cache. A call begins after all questions that it answers, so no answer was read
 * before its question was asked. Calls do not wait for each other: a call that hangs delays no later question.
 */
export class TurnBatches<Question, Answer> {
  private pending: Pending<Question, Answer>[] = [];

  constructor(private readonly options: TurnBatchOptions<Question, Answer>) {}

  /** @throws what the call throws that the question is part of */
  ask(question: Question): Promise<Answer> {
    return new Promise((resolve, reject) => {
      // Runs after the callbacks of all sockets that are ready, so that their questions belong to the same turn.
      if (this.pending.length === 0) setImmediate(() => this.begin());
      this.pending.push({ question, resolve, reject });
    });
  }

  private begin(): void {
    const { pending } = this;
    this.pending = [];
    for (const batch of this.groups(pending)) void this.call(batch);
  }

  /** Fills each call in the order of the questions, and splits no question. */
  private groups(pending: readonly Pending<Question, Answer>[]): Pending<Question, Answer>[][] {
    const { sizeOf, mostAtOnce } = this.options;
    const all: Pending<Question, Answer>[][] = [];
    let room = 0;
    for (const each of pending) {
      const size = sizeOf(each.question);
      const last = all.at(-1);
      if (last && size <= room) {
        last.push(each);
        room -= size;
      } else {
        all.push([each]);
        room = mostAtOnce - size;
      }
    }
    return all;
  }

  private async call(batch: readonly Pending<Question, Answer>[]): Promise<void> {
    try {
      const answers = await this.options.answer(batch.map(({ question }) => question));
      if (answers.length !== batch.length) {
        throw new Error(`${answers.length} answers to ${batch.length} questions`);
      }
      batch.forEach(({ resolve }, index) => resolve(answers[index]!));
    } catch (error) {
      if (batch.length > 1 && this.options.asksAgain?.(error)) {
        for (const each of batch) void this.call([each]);
        return;
      }
      batch.forEach(({ reject }) => reject(error));
    }
  }
}
