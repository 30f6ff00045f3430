import { parentOf } from '../../servers/processes/process-table';

const SAME_KEY_PRESS_MS = 700;
const LOOK_AT_PARENT_EVERY_MS = 500;
/** sh and npm, without the user's own shell, which may end earlier. */
const ABOVE_NPM_SCRIPT = 2;
/** sh, nx and npx. */
const ABOVE_NX_TASK = 3;
const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

function ancestorsOf(parent: number, generations: number): number[] {
  const ancestors = [parent];
  while (ancestors.length < generations) ancestors.push(parentOf(ancestors.at(-1) ?? 0) ?? 0);
  return ancestors;
}

/** Handles SIGINT, SIGTERM and SIGHUP: the first requests a stop, the second forces it. */
export class StopSignals {
  private readonly controller = new AbortController();
  private firstAt?: number;
  private force: () => void = () => process.exit(130);

  constructor() {
    for (const signal of SIGNALS) process.on(signal, () => this.take(signal));
    if (process.env.NX_TASK_TARGET_PROJECT) this.followParents(ABOVE_NX_TASK);
    else if (process.env.npm_lifecycle_event) this.followParents(ABOVE_NPM_SCRIPT);
  }

  /** Aborted by the first signal, whose name is the reason. */
  get signal(): AbortSignal {
    return this.controller.signal;
  }

  /** Sets the action of a second signal. Default: exit at once. */
  onForce(force: () => void): void {
    this.force = force;
  }

  /** Resolves at the first signal. */
  async wait(): Promise<void> {
    if (this.signal.aborted) return;
    await new Promise((resolve) => this.signal.addEventListener('abort', resolve, { once: true }));
  }

  /** The shell, npm, npx and nx above this process end on SIGTERM without passing it on. */
  private followParents(generationsAbove: number): void {
    const isLaunched = process.env.NODE_LAUNCHER_PID === String(process.ppid);
    const generations = generationsAbove + (isLaunched ? 1 : 0);
    const ancestors = ancestorsOf(process.ppid, generations).join();
    const timer = setInterval(() => {
      if (ancestorsOf(process.ppid, generations).join() === ancestors) return;
      clearInterval(timer);
      this.take('SIGTERM');
    }, LOOK_AT_PARENT_EVERY_MS);
    timer.unref();
  }

  private take(signal: string): void {
    // The terminal sends Ctrl-C to every process, and npm passes it on again: both count as one.
    if (this.firstAt !== undefined && performance.now() - this.firstAt < SAME_KEY_PRESS_MS) return;
    if (this.firstAt !== undefined) return this.force();
    this.firstAt = performance.now();
    this.controller.abort(signal);
  }
}
