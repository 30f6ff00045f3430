const minutesOf = (seconds: number): string =>
  seconds < 60 ? `${Math.ceil(seconds)} s` : `${Math.floor(seconds / 60)} min ${Math.ceil(seconds) % 60} s`;

interface Planned {
  readonly plannedSeconds: number;
}

/** What is going on and how long it will take: one line that changes on a terminal, a line a slot elsewhere. */
export class Progress {
  private readonly startedAt = performance.now();
  private done = 0;
  private title = '';
  private what = '';
  private timer: NodeJS.Timeout | undefined;

  constructor(
    private readonly slots: readonly Planned[],
    private readonly out: Pick<NodeJS.WriteStream, 'isTTY' | 'columns' | 'write'>,
  ) {}

  begin(): void {
    if (this.out.isTTY) this.timer = setInterval(() => this.draw(), 500).unref();
  }

  slot(title: string): void {
    this.title = title;
    this.what = '';
    if (this.out.isTTY) this.draw();
    else this.out.write(`${this.line()}\n`);
  }

  step(what: string): void {
    this.what = what;
    if (this.out.isTTY) this.draw();
  }

  slotDone(): void {
    this.done += 1;
  }

  /** A line that stays. */
  say(line: string): void {
    this.clear();
    this.out.write(`${line}\n`);
  }

  end(): void {
    clearInterval(this.timer);
    this.clear();
  }

  /** By how long the slots before took, compared with their plans. */
  private secondsLeft(): number {
    const sum = (slots: readonly Planned[]) =>
      slots.reduce((total, { plannedSeconds }) => total + plannedSeconds, 0);
    const planned = sum(this.slots.slice(0, this.done));
    const left = sum(this.slots.slice(this.done));
    const pace = planned === 0 ? 1 : (performance.now() - this.startedAt) / 1_000 / planned;
    return left * Math.min(3, pace);
  }

  private line(): string {
    const number = Math.min(this.done + 1, this.slots.length);
    const what = this.what ? `: ${this.what}` : '';
    return `[${number} of ${this.slots.length}] ${this.title}${what}; about ${minutesOf(this.secondsLeft())} left`;
  }

  private draw(): void {
    this.out.write(`\r\u001B[2K${this.line().slice(0, (this.out.columns || 80) - 1)}`);
  }

  private clear(): void {
    if (this.out.isTTY) this.out.write('\r\u001B[2K');
  }
}
