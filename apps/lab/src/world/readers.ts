import type { Read } from '@ride-hailing/testing';
import { type ChildProcess, fork } from 'node:child_process';
import { on, once } from 'node:events';
import { join } from 'node:path';
import type { ReadOrder, ReadReport, ReadStop, Saturation } from './read-order';

/** How much longer than planned it may take: the last answers, and handing them over. */
const GRACE_MS = 30_000;

type Order<Kind extends ReadOrder['kind']> = Omit<ReadOrder & { kind: Kind }, 'kind' | 'id'>;
type Unnumbered = { [Kind in ReadOrder['kind']]: { kind: Kind } & Order<Kind> }[ReadOrder['kind']];

const MOST_ORDERS_AT_ONCE = 50;

/** A process of its own that reads, so that nothing else the lab does makes it late. */
export class Readers {
  private lastId = 0;

  private constructor(private readonly child: ChildProcess) {}

  static async start(): Promise<Readers> {
    const child = fork(join(__dirname, 'reader.process.ts'), {
      execArgv: ['-r', '@swc-node/register'],
      serialization: 'advanced',
      stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    });
    // Each order listens for its answer and for the end.
    child.setMaxListeners(MOST_ORDERS_AT_ONCE);
    await once(child, 'spawn');
    return new Readers(child);
  }

  /**
   * @param enough when it fires, nothing more is read
   * @throws Error when the process fails, ends, or `signal` fires
   */
  async openLoop(
    order: Order<'open-loop'>,
    signal?: AbortSignal,
    enough?: AbortSignal,
  ): Promise<readonly Read[]> {
    const answer = await this.order({ kind: 'open-loop', ...order }, signal, enough);
    if (answer.kind === 'reads') return answer.reads;
    throw new Error(`the readers answered ${answer.kind}`);
  }

  /** @throws Error like `openLoop` */
  async closedLoop(order: Order<'closed-loop'>, signal?: AbortSignal): Promise<Saturation> {
    const answer = await this.order({ kind: 'closed-loop', ...order }, signal);
    if (answer.kind === 'saturation') return answer.saturation;
    throw new Error(`the readers answered ${answer.kind}`);
  }

  async stop(): Promise<void> {
    if (this.child.exitCode !== null || this.child.signalCode !== null) return;
    const exited = once(this.child, 'exit');
    this.child.kill('SIGKILL');
    await exited;
  }

  private async order(
    unnumbered: Unnumbered,
    signal?: AbortSignal,
    enough?: AbortSignal,
  ): Promise<ReadReport> {
    signal?.throwIfAborted();
    const order: ReadOrder = { id: (this.lastId += 1), ...unnumbered };
    const within = AbortSignal.timeout(order.seconds * 1_000 + GRACE_MS);
    const listening = new AbortController();
    const ends = [within, listening.signal, ...(signal ? [signal] : [])];
    const options = { signal: AbortSignal.any(ends) };
    const answered = this.answerTo(order.id, options);
    const ended = once(this.child, 'exit', options).then(() =>
      Promise.reject(new Error('the readers ended')),
    );
    const stop: ReadStop = { kind: 'stop', id: order.id };
    try {
      this.child.send(order);
      enough?.addEventListener('abort', () => this.child.send(stop), { signal: listening.signal });
      const report = await Promise.race([answered, ended]);
      if (report.kind === 'error') throw new Error(`the readers failed: ${report.message}`);
      return report;
    } finally {
      listening.abort();
      await Promise.allSettled([answered, ended]);
    }
  }

  private async answerTo(id: number, options: { readonly signal: AbortSignal }): Promise<ReadReport> {
    for await (const [message] of on(this.child, 'message', options)) {
      const report = message as ReadReport;
      if (report.id === id) return report;
    }
    throw new Error('the readers said nothing');
  }
}
