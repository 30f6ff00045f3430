import type { Writable } from 'node:stream';
import { Inject, Injectable } from '@nestjs/common';
import { Broker } from '@ride-hailing/messaging';
import { CONFIG, type Config } from '../config';
import { ControlClient } from '../control-passage/control.client';
import { GatewayClient } from '../gateway-passage/gateway.client';
import type { LiveEvent, LiveNews } from '../page-api';
import { ShadowComparison } from '../shadow/shadow.service';
import { EventStream } from './event-stream';
import { LiveWatch } from './live-watch';

const MOST_PAGES = 50;

/** Epoch ms that never go back. */
const now = (): number => Math.round(performance.timeOrigin + performance.now());

/** Sends live events to all open pages. One watch serves all of them; while no page is open, there is none. */
@Injectable()
export class LiveFeed {
  private readonly pages = new Set<EventStream>();
  /** What was sent last of each type: its news, by which it is known again, and the whole event. */
  private readonly latest = new Map<LiveEvent['type'], { readonly news: string; readonly event: string }>();
  private watch?: LiveWatch;

  constructor(
    @Inject(CONFIG) readonly config: Config,
    readonly broker: Broker,
    readonly gateway: GatewayClient,
    readonly control: ControlClient,
    readonly shadow: ShadowComparison,
  ) {}

  get isFull(): boolean {
    return this.pages.size >= MOST_PAGES;
  }

  /** Sends to `out` until it closes. A new page gets at once what the others got last. */
  open(out: Writable): void {
    const page = new EventStream(out);
    this.pages.add(page);
    out.on('error', () => out.destroy());
    out.on('close', () => this.leave(page));
    for (const [type, { event }] of this.latest) page.send(type, event);
    if (this.watch) return;
    // The last events of a watch that is being closed concern nobody.
    const watch: LiveWatch = new LiveWatch(this, (news) => this.watch === watch && this.send(news));
    this.watch = watch;
    watch.start();
  }

  async close(): Promise<void> {
    for (const page of this.pages) page.end();
    await this.stopWatching();
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

  /** Sends nothing twice but rates, by which a page knows that its server is alive. */
  private send(given: LiveNews): void {
    const { type } = given;
    const news = JSON.stringify(given);
    if (type !== 'rates' && this.latest.get(type)?.news === news) return;
    const event = `{"at":${now()},${news.slice(1)}`;
    this.latest.set(type, { news, event });
    for (const page of this.pages) page.send(type, event);
  }
}
