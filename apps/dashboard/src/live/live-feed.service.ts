import type { Writable } from 'node:stream';
import { Periodic } from '@ride-hailing/timing';
import type { LiveEvent } from '../page-api';
import { EventStream, type LiveText } from './event-stream';
import { type LiveParts, LiveWatch } from './live-watch';

const BEAT_EVERY_MS = 10_000;
const MOST_PAGES = 50;

/** Sends live events to all open pages. One watch serves all of them; while no page is open, there is none. */
export class LiveFeed {
  private readonly pages = new Set<EventStream>();
  private readonly latest = new Map<LiveEvent['type'], LiveText>();
  private watch?: LiveWatch;
  private readonly heart = new Periodic(() => this.pages.forEach((page) => page.beat()), {
    everyMs: BEAT_EVERY_MS,
  });

  constructor(private readonly parts: LiveParts) {
    this.heart.start();
  }

  get isFull(): boolean {
    return this.pages.size >= MOST_PAGES;
  }

  /** True while the services are looked at. */
  get isWatching(): boolean {
    return this.watch !== undefined;
  }

  /** Sends to `out` until it closes. A new page gets at once what the others got last. */
  open(out: Writable): void {
    const page = new EventStream(out);
    this.pages.add(page);
    out.on('error', () => out.destroy());
    out.on('close', () => this.leave(page));
    for (const event of this.latest.values()) page.send(event);
    if (this.watch) return;
    // The last events of a watch that is being closed concern nobody.
    const watch: LiveWatch = new LiveWatch(this.parts, (event) => this.watch === watch && this.send(event));
    this.watch = watch;
    watch.start();
  }

  async close(): Promise<void> {
    for (const page of this.pages) page.end();
    await Promise.all([this.heart.close(), this.stopWatching()]);
  }

  private leave(page: EventStream): void {
    this.pages.delete(page);
    if (this.pages.size === 0) void this.stopWatching();
  }

  private async stopWatching(): Promise<void> {
    const { watch } = this;
    this.watch = undefined;
    this.latest.clear();
    await watch?.close();
  }

  private send(event: LiveText): void {
    this.latest.set(event.type, event);
    for (const page of this.pages) page.send(event);
  }
}
