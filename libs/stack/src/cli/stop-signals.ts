const SAME_KEY_PRESS_MS = 700;
const LOOK_AT_PARENT_EVERY_MS = 500;
const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/** Ctrl-C and its like: the first asks to stop, a second one forces. */
export class StopSignals {
  private readonly controller = new AbortController();
  private firstAt?: number;
  private force: () => void = () => process.exit(130);

  constructor() {
    for (const signal of SIGNALS) process.on(signal, () => this.take(signal));
    if (process.env.npm_lifecycle_event ?? process.env.NX_TASK_TARGET_PROJECT) this.followParent();
  }

  /** Fires at the first signal; its reason is the signal's name. */
  get signal(): AbortSignal {
    return this.controller.signal;
  }

  /** What a second signal does. */
  onForce(force: () => void): void {
    this.force = force;
  }

  /** Resolves at the first signal. */
  async wait(): Promise<void> {
    if (this.signal.aborted) return;
    await new Promise((resolve) => this.signal.addEventListener('abort', resolve, { once: true }));
  }

  /** npm and nx run this below a shell, which dies of their SIGTERM without passing it on. */
  private followParent(): void {
    const parent = process.ppid;
    const timer = setInterval(() => {
      if (process.ppid === parent) return;
      clearInterval(timer);
      this.take('SIGTERM');
    }, LOOK_AT_PARENT_EVERY_MS);
    timer.unref();
  }

  private take(signal: string): void {
    // npm passes on a Ctrl-C that the terminal has sent to every process already: that is one, not two.
    if (this.firstAt !== undefined && performance.now() - this.firstAt < SAME_KEY_PRESS_MS) return;
    if (this.firstAt !== undefined) return this.force();
    this.firstAt = performance.now();
    this.controller.abort(signal);
  }
}
