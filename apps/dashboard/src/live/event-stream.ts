import type { Writable } from 'node:stream';
import type { DriversFrame, LiveEvent } from '../page-api';

const HEARTBEAT = ': alive\n\n';

/** An event as text, made once for all pages. */
export interface LiveText {
  readonly type: LiveEvent['type'];
  readonly text: string;
  /** Only events of drivers have this: the version of the set of ids, and the event without the ids. */
  readonly ids?: { readonly version: number; readonly textWithoutIds: string };
}

const textOf = (event: LiveEvent): string => `data: ${JSON.stringify(event)}\n\n`;

export const liveText = (event: LiveEvent): LiveText => ({ type: event.type, text: textOf(event) });

export const driversText = (at: number, drivers: DriversFrame, version: number): LiveText => ({
  ...liveText({ type: 'drivers', at, drivers }),
  ids: {
    version,
    textWithoutIds: textOf({ type: 'drivers', at, drivers: { ...drivers, ids: [], sameIds: true } }),
  },
});

/**
 * One page's stream. A page that reads slowly gets the newest event of each type as soon as it has read what was sent
 * before, and misses those in between: it costs one event of each type in memory, and no more.
 */
export class EventStream {
  private readonly pending = new Map<LiveEvent['type'], LiveText>();
  private knownIds?: number;
  private isFull = false;

  constructor(private readonly out: Writable) {
    out.on('drain', () => {
      this.isFull = false;
      this.flush();
    });
  }

  send(event: LiveText): void {
    this.pending.set(event.type, event);
    this.flush();
  }

  beat(): void {
    if (!this.isFull) this.write(HEARTBEAT);
  }

  end(): void {
    this.pending.clear();
    this.out.end();
  }

  private flush(): void {
    for (const [type, { text, ids }] of this.pending) {
      if (this.isFull) return;
      this.pending.delete(type);
      this.write(ids && ids.version === this.knownIds ? ids.textWithoutIds : text);
      if (ids) this.knownIds = ids.version;
    }
  }

  private write(text: string): void {
    this.isFull = !this.out.write(text);
  }
}
