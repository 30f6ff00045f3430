import type { Writable } from 'node:stream';
import type { LiveEvent } from '../page-api';

type EventType = LiveEvent['type'];

/**
 * One page's stream. A page that reads slowly gets the newest event of each type as soon as it has read what was sent
 * before, and misses those in between: it costs one event of each type in memory, and no more.
 */
export class EventStream {
  private readonly pending = new Map<EventType, string>();
  private isFull = false;

  constructor(private readonly out: Writable) {
    out.on('drain', () => {
      this.isFull = false;
      this.flush();
    });
  }

  /** @param json of the event */
  send(type: EventType, json: string): void {
    this.pending.set(type, `data: ${json}\n\n`);
    this.flush();
  }

  end(): void {
    this.pending.clear();
    this.out.end();
  }

  private flush(): void {
    for (const [type, text] of this.pending) {
      if (this.isFull) return;
      this.pending.delete(type);
      this.isFull = !this.out.write(text);
    }
  }
}
