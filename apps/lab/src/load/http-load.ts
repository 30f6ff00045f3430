import { join } from 'node:path';
import type { Program } from '@ride-hailing/testing';
import { UnverifiedError } from '../lab.errors';
import { startProgram } from '../runner/start-program';
import type { RunContext } from '../runner/experiment';
import type { Answers, HttpOrder, HttpReport, RateOrder, SaturationOrder } from './http-order';

const PROGRAM = join(__dirname, 'http-load.process.ts');
/** How much longer than planned it may take: the last answers, and handing them over. */
const GRACE_MS = 30_000;

export interface Saturation {
  readonly answersPerSecond: number;
  /** Right ones, warm-up included. */
  readonly right: number;
  /** Questions, warm-up included; who asks goes away at the end, and a few of them are left without an answer. */
  readonly asked: number;
  /** What was seen of the answers, in words. */
  readonly verified: string;
}

export interface AtRate extends Pick<HttpReport, 'latency' | 'made' | 'timed'> {
  readonly verified: string;
}

/** @throws UnverifiedError unless there were answers, and every single one was right */
function checkAnswers({ right, wrong, failed }: Answers, mayRefuse = false): string {
  const isRefusal = mayRefuse && failed > 0 && failed <= right;
  if (right > 0 && wrong === 0 && (failed === 0 || isRefusal)) {
    return `${right} answers, each 200 and what was asked for${isRefusal ? `; ${failed} refused` : ''}`;
  }
  throw new UnverifiedError(`${right} right answers, ${wrong} wrong ones, ${failed} questions without one`);
}

/** Asks over HTTP, in a process of its own. */
export class HttpLoad {
  private constructor(private readonly program: Program<HttpOrder, HttpReport>) {}

  static async start(context: Pick<RunContext, 'belongings'>): Promise<HttpLoad> {
    return new HttpLoad(await startProgram<HttpOrder, HttpReport>(context, PROGRAM));
  }

  /** As many answers as can be had. @throws UnverifiedError when any is missing or wrong */
  async saturate(order: SaturationOrder): Promise<Saturation> {
    const { answers, asked, answersPerSecond } = await this.carryOut({ kind: 'saturation', ...order });
    return {
      answersPerSecond,
      right: answers.right,
      asked,
      verified: checkAnswers(answers, order.mayRefuse),
    };
  }

  /** @throws UnverifiedError like `saturate` */
  async atRate(order: RateOrder): Promise<AtRate> {
    const { answers, latency, made, timed } = await this.carryOut({ kind: 'rate', ...order });
    const verified = checkAnswers(answers, order.mayRefuse);
    if (latency.count === 0) throw new UnverifiedError('no question began in the measured time');
    return { latency, made, timed, verified };
  }

  private carryOut(order: HttpOrder): Promise<HttpReport> {
    return this.program.order(order, (order.warmUpSeconds + order.seconds) * 1_000 + GRACE_MS);
  }
}
