import { pause } from '@ride-hailing/timing';
import type { UpdateFaults } from '../faults/update-faults';
import type { UpdateSender } from '../phones/update-sender';
import { TraceClock } from './trace-clock';
import { readTrace } from './trace-file';

interface ReplayReport {
  readonly updates: number;
  /** Skipped lines. */
  readonly faults: number;
}

interface ReplayOptions {
  readonly file: string;
  readonly speed: number;
  readonly onFault: (line: number, fault: string) => void;
}

/** Sends the updates of a recording in the recorded order, at the recorded intervals divided by the speed. */
export class TraceReplay {
  private readonly stopping = new AbortController();
  private running: Promise<ReplayReport> | undefined;

  constructor(
    private readonly options: ReplayOptions,
    private readonly faults: UpdateFaults,
    private readonly sender: UpdateSender,
  ) {}

  /** Resolves at the end of the recording, or when stopped. */
  run(): Promise<ReplayReport> {
    this.running ??= this.replay();
    return this.running;
  }

  async stop(): Promise<void> {
    this.stopping.abort();
    await this.running?.catch(() => undefined);
    await this.sender.drained();
  }

  private async replay(): Promise<ReplayReport> {
    const clock = new TraceClock(Date.now(), this.options.speed);
    const { signal } = this.stopping;
    let updates = 0;
    let faults = 0;
    for await (const line of readTrace(this.options.file)) {
      if ('fault' in line) {
        faults += 1;
        this.options.onFault(line.line, line.fault);
        continue;
      }
      const { dueMs, update } = clock.replay(line.update);
      const waitMs = dueMs - Date.now();
      if (waitMs > 0) await pause(waitMs, signal);
      if (signal.aborted) break;
      updates += 1;
      for (const message of this.faults.messagesFor(update)) await this.sender.sendWithRoom(message);
    }
    for (const message of this.faults.rest()) await this.sender.sendWithRoom(message);
    return { updates, faults };
  }
}
