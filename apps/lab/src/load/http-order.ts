import type { Latency } from '../measuring/latency';

/** One question, and what stands in its answer when it is the right one. */
export interface Question {
  readonly path: string;
  readonly contains: readonly string[];
  /** The answer must hold exactly this many drivers, the nearest first. */
  readonly nearest?: number;
  /** Posted as JSON: then the answer is 201, with the id of what was made. */
  readonly body?: string;
  /** Posted, also without a body: then the answer is 200. */
  readonly isCommand?: boolean;
  /** At saturation, of which connection's part it is. Default: they take turns. */
  readonly connection?: number;
}

interface Asking {
  /** Base address of who is asked. */
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly questions: readonly Question[];
  /** Left out of every figure. */
  readonly warmUpSeconds: number;
  readonly seconds: number;
  /** Whether the service may refuse questions because there are too many; a refusal is not counted as an answer. Default false. */
  readonly mayRefuse?: boolean;
}

/** Each connection asks again when it has its answer; each goes round a part of the questions. */
export interface SaturationOrder extends Asking {
  readonly connections: number;
}

/** Questions begin at times of chance, whether or not earlier ones are answered. */
export interface RateOrder extends Asking {
  readonly ratePerSecond: number;
  /** Of the times and the choice of questions. */
  readonly seed: number;
  /** True takes the questions one after the other, each once. Default: by chance, again and again. */
  readonly isEachOnce?: boolean;
  /** Default: enough for all that may be under way. Above it they wait in the loader, which their latency shows. */
  readonly connections?: number;
  /** Whether the report lists the time and the latency of each question, so that several reports can be joined. Default false. */
  readonly isTimed?: boolean;
}

/** When a question was meant to begin, ms since 1970, and its latency in ms. */
export type TimedAnswer = readonly [intendedAt: number, ms: number];

export type HttpOrder =
  ({ readonly kind: 'saturation' } & SaturationOrder) | ({ readonly kind: 'rate' } & RateOrder);

/** What came of the questions, warm-up included. */
export interface Answers {
  readonly right: number;
  /** Answers with 200 that do not hold what they must. */
  readonly wrong: number;
  /** No answer, or another status. */
  readonly failed: number;
}

export interface HttpReport {
  readonly answers: Answers;
  /** Questions, warm-up included. */
  readonly asked: number;
  /** Right ones, of the measured time alone. */
  readonly answersPerSecond: number;
  readonly latency: Latency;
  /** Ids of what was made, in the measured time alone. */
  readonly made: readonly string[];
  /** The latencies of the measured time; none unless they were asked for. */
  readonly timed: readonly TimedAnswer[];
}
