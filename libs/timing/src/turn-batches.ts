export interface TurnBatchOptions<Question, Answer> {
  /** One answer per question, in their order. Begins after each of them was asked. */
  readonly answer: (questions: readonly Question[]) => Promise<readonly Answer[]>;
  /** How much of a call one question takes. */
  readonly sizeOf: (question: Question) => number;
  /** The largest call of several questions. A question that is larger on its own gets a call of its own. */
  readonly mostAtOnce: number;
}

interface Asked<Question, Answer> {
  readonly question: Question;
  readonly resolve: (answer: Answer) => void;
  readonly reject: (error: unknown) => void;
}

/**
 * Answers the questions of one event-loop turn together, in as few calls as their size allows: the batching of
 * Facebook's DataLoader, without its cache. A call begins after each question that it answers, so nobody gets what was
 * read before they asked. Calls do not wait for each other: one that hangs holds up no later question.
 */
export class TurnBatches<Question, Answer> {
  private asked: Asked<Question, Answer>[] = [];

  constructor(private readonly options: TurnBatchOptions<Question, Answer>) {}

  /** @throws whatever the call throws, to all whose questions share it and to nobody else */
  ask(question: Question): Promise<Answer> {
    return new Promise((resolve, reject) => {
      // Runs after the callbacks of all sockets that are ready: what they ask is of the same turn.
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
