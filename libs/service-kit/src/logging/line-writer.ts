import { write as writeFile, writeSync } from 'node:fs';
import type { DestinationStream } from 'pino';

/** The most characters that wait for a write in flight; further lines are lost. */
const MOST_WAITING = 8 * 1_024 * 1_024;
const BUSY_PAUSE_MS = 20;
const LAST_WORDS_WITHIN_MS = 500;

type Write = (
  fd: number,
  data: Buffer,
  done: (error: NodeJS.ErrnoException | null, written: number) => void,
) => void;

const isBusy = (error: unknown): boolean =>
  ['EAGAIN', 'EBUSY'].includes((error as NodeJS.ErrnoException).code ?? '');

/**
 * Writes log lines to a file descriptor, many at once when they come quickly. When the descriptor accepts none, as
 * with a full disk, only the lines are lost: the process goes on and can end, and the log later states how many lines
 * were lost.
 */
export class LineWriter implements DestinationStream {
  private waiting = '';
  private lines = 0;
  private lost = 0;
  private isWriting = false;

  constructor(
    private readonly fd: number,
    private readonly writeTo: Write = writeFile,
  ) {}

  write(line: string): void {
    if (this.waiting.length + line.length > MOST_WAITING) {
      this.lost += 1;
      return;
    }
    this.waiting += line;
    this.lines += 1;
    if (!this.isWriting) this.next();
  }

  /** Writes what still waits, in bounded time, at the end of the process. */
  flushSync(): void {
    let rest = Buffer.from(this.take().text);
    const deadline = performance.now() + LAST_WORDS_WITHIN_MS;
    while (rest.length > 0 && performance.now() < deadline) {
      try {
        rest = rest.subarray(writeSync(this.fd, rest));
      } catch (error) {
        if (!isBusy(error)) return;
      }
    }
  }

  private take(): { text: string; lines: number } {
    const taken = { text: this.waiting, lines: this.lines };
    this.waiting = '';
    this.lines = 0;
    return taken;
  }

  private next(): void {
    if (this.waiting === '') return;
    const { text, lines } = this.take();
    this.isWriting = true;
    this.put(Buffer.from(text), lines);
  }

  private put(rest: Buffer, lines: number): void {
    this.writeTo(this.fd, rest, (error, written) => {
      if (error && isBusy(error)) {
        setTimeout(() => this.put(rest, lines), BUSY_PAUSE_MS);
        return;
      }
      if (!error && written < rest.length) return this.put(rest.subarray(written), lines);
      this.isWriting = false;
      if (error) {
        // The next line tries again; until then there is nothing to write.
        this.lost += lines;
        return;
      }
      this.sayWhatWasLost();
      this.next();
    });
  }

  private sayWhatWasLost(): void {
    if (this.lost === 0) return;
    const line = { level: 'warn', time: new Date().toISOString(), pid: process.pid, lost: this.lost };
    this.lost = 0;
    this.waiting = `${JSON.stringify({ ...line, msg: 'lines of this log could not be written' })}\n${this.waiting}`;
    this.lines += 1;
  }
}
