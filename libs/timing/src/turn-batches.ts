export interface TurnBatchOptions<Question, Answer> {
  /** Returns one answer for each question, in their order. Called after all of these questions were asked. */
  readonly answer: (questions: readonly Question[]) => Promise<readonly Answer[]>;
  /** The share of a call that one question takes, in the unit of `mostAtOnce`. */
  readonly sizeOf: (question: Question) => number;
  /** The largest call. A question that is larger by itself gets its own call. */
  readonly mostAtOnce: number;
}

interface Asked<Question, Answer> {
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
  private asked: Asked<Question, Answer>[] = [];

  constructor(private readonly options: TurnBatchOptions<Question, Answer>) {}

  /** @throws what the call throws that the question is part of */
  ask(question: Question): Promise<Answer> {
    return new Promise((resolve, reject) => {
      // Runs after the callbacks of all sockets that are ready, so that their questions belong to the same turn.
      if (this.asked.length === 0) setImmediate(() => this.begin());
      this.asked.push({ question, resolve, reject });
    });
  }

  private begin(): void {
    const { asked } = this;
    this.asked = [];
    for (const together of this.groups(asked)) void this.call(together);
  }

  /** Fills each call in the order of the questions, and splits no question. */
  private groups(asked: readonly Asked<Question, Answer>[]): Asked<Question, Answer>[][] {
    const { sizeOf, mostAtOnce } = this.options;
    const all: Asked<Question, Answer>[][] = [];
    let room = 0;
    for (const each of asked) {
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

  private async call(together: readonly Asked<Question, Answer>[]): Promise<void> {
    try {
      const answers = await this.options.answer(together.map(({ question }) => question));
      if (answers.length !== together.length) {
        throw new Error(`${answers.length} answers to ${together.length} questions`);
      }
      together.forEach(({ resolve }, index) => resolve(answers[index]!));
    } catch (error) {
      together.forEach(({ reject }) => reject(error));
    }
  }
}
