import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';

const STARTS_WITHIN_MS = 30_000;
const STOPS_WITHIN_MS = 10_000;

export interface ProgramOptions {
  readonly args?: readonly string[];
  /** On top of this process's own. */
  readonly env?: Readonly<Record<string, string>>;
  /** For Node: `--cpu-prof`. */
  readonly nodeOptions?: readonly string[];
}

type Said<Answer> = { readonly ready: true } | { readonly answer: Answer } | { readonly failure: string };

/**
 * A TypeScript program in a process of its own, so that nothing else that is done here makes it late. It serves
 * with {@link serveOrders}, carries out one order at a time, and never outlives this process.
 */
export class Program<Order, Answer> {
  private constructor(
    private readonly child: ChildProcess,
    private readonly name: string,
  ) {}

  /** @throws Error when it does not say in time that it is ready */
  static async start<Order, Answer>(
    file: string,
    { args = [], env, nodeOptions = [] }: ProgramOptions = {},
  ): Promise<Program<Order, Answer>> {
    const child = fork(file, args, {
      execArgv: ['-r', '@swc-node/register', ...nodeOptions],
      serialization: 'advanced',
      stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
      env: { ...process.env, ...env },
    });
    const program = new Program<Order, Answer>(child, file);
    try {
      await program.hear(STARTS_WITHIN_MS);
      return program;
    } catch (error) {
      await program.stop();
      throw error;
    }
  }

  get pid(): number | undefined {
    return this.child.pid;
  }

  /** @throws Error when it fails, ends, or does not answer within `withinMs` */
  async order(order: Order, withinMs: number): Promise<Answer> {
    const heard = this.hear(withinMs);
    this.child.send(order as object);
    const said = await heard;
    if ('answer' in said) return said.answer;
    throw new Error(`${this.name}: ${'failure' in said ? said.failure : 'said ready twice'}`);
  }

  /** In good order, so that a profile is written; at once when that takes too long. */
  async stop(): Promise<void> {
    if (this.child.exitCode !== null || this.child.signalCode !== null) return;
    const exited = once(this.child, 'exit');
    if (this.child.connected) this.child.disconnect();
    const timer = setTimeout(() => this.kill(), STOPS_WITHIN_MS);
    await exited;
    clearTimeout(timer);
  }

  kill(): void {
    this.child.kill('SIGKILL');
  }

  private async hear(withinMs: number): Promise<Said<Answer>> {
    const listening = new AbortController();
    const signal = AbortSignal.any([listening.signal, AbortSignal.timeout(Math.ceil(withinMs))]);
    const heard = once(this.child, 'message', { signal }).then(([said]) => said as Said<Answer>);
    const ended = once(this.child, 'exit', { signal }).then(([code, killer]) => {
      throw new Error(`${this.name} ended: ${code ?? killer}`);
    });
    try {
      const said = await Promise.race([heard, ended]);
      if ('failure' in said) throw new Error(`${this.name}: ${said.failure}`);
      return said;
    } finally {
      listening.abort();
      await Promise.allSettled([heard, ended]);
    }
  }
}

export interface Served<Order, Answer> {
  carryOut(order: Order): Promise<Answer>;
  /** When whoever started this process lets go of it. */
  close(): Promise<void>;
}

/** The program's side of {@link Program}: says that it is ready once `open` has resolved. */
export async function serveOrders<Order, Answer>(open: () => Promise<Served<Order, Answer>>): Promise<void> {
  const say = (said: Said<Answer>): void => void process.send?.(said);
  const failed = (error: unknown): void =>
    say({ failure: error instanceof Error ? (error.stack ?? error.message) : String(error) });
  // Ctrl-C reaches the whole group: whoever started this one ends it.
  process.on('SIGINT', () => undefined);
  try {
    const served = await open();
    process.on('disconnect', () => void served.close().finally(() => process.exit()));
    process.on('message', (order: Order) => {
      served.carryOut(order).then((answer) => say({ answer }), failed);
    });
    say({ ready: true });
  } catch (error) {
    failed(error);
    process.exit(1);
  }
}
