import { Logger } from '@nestjs/common';
import { RIDES_CHANGED_SUBJECTS } from '@ride-hailing/contracts';
import { Broker, listen } from '@ride-hailing/messaging';
import { Periodic } from '@ride-hailing/timing';
import type { Config } from '../config';
import { ControlClient } from '../control-passage/control.client';
import { GatewayClient } from '../gateway-passage/gateway.client';
import type { Shadow } from '../page-api';
import { DriverPositions } from './driver-positions';
import { driversText, liveText, type LiveText } from './event-stream';
import { probe } from './probe';
import { ratesOf } from './rates';
import { RidesUnderWay } from './rides-under-way';
import { SampledUpdates } from './sampled-updates';
import { ServiceMetrics } from './service-metrics';

const LOOK_EVERY_MS = 1_000;
const FRAME_EVERY_MS = 500;
const LIST_EVERY_MS = 60_000;
const LIST_AGAIN_MS = 2_000;
const STOP_WITHIN_MS = 1_000;

/** Epoch ms that never go back. */
const now = (): number => Math.round(performance.timeOrigin + performance.now());

export interface LiveParts {
  readonly config: Config;
  readonly broker: Broker;
  readonly gateway: GatewayClient;
  readonly control: ControlClient;
  readonly shadow: () => Shadow;
}

/** Looks at the system for all open pages together, from `start` to `close`. */
export class LiveWatch {
  private readonly logger = new Logger('live');
  private readonly closing = new AbortController();
  private readonly positions = new DriverPositions();
  private readonly metrics: ServiceMetrics;
  private readonly rides: RidesUnderWay;
  private readonly updates: SampledUpdates;
  private readonly loops: readonly Periodic[];
  private stopListening?: () => void;
  /** What was sent last, without its time: it is sent again only when it differs. */
  private readonly sent = new Map<string, string>();
  private onRide: ReadonlySet<string> = new Set();

  constructor(
    private readonly parts: LiveParts,
    private readonly emit: (event: LiveText) => unknown,
  ) {
    this.metrics = new ServiceMetrics(parts.config);
    this.rides = new RidesUnderWay(parts.gateway);
    this.updates = new SampledUpdates(
      parts.broker,
      (data) => this.positions.update(data),
      (error) => this.refused(error),
    );
    const onError = (error: unknown) => this.logger.warn({ msg: 'A look at the system failed', err: error });
    this.loops = [
      new Periodic(() => this.lookAtSystem(), { everyMs: LOOK_EVERY_MS, firstMs: 0, onError }),
      new Periodic((signal) => this.lookAtRates(signal), { everyMs: LOOK_EVERY_MS, firstMs: 0, onError }),
      new Periodic(() => this.lookAtRides(), { everyMs: LOOK_EVERY_MS, firstMs: 0, onError }),
      new Periodic(() => this.lookAtDrivers(), { everyMs: FRAME_EVERY_MS, onError }),
      new Periodic((signal) => this.rides.list(signal), {
        everyMs: () => (this.rides.all().length > 0 ? LIST_EVERY_MS : LIST_AGAIN_MS),
        firstMs: 0,
        onError,
      }),
    ];
  }

  start(): void {
    this.stopListening = listen(this.parts.broker, RIDES_CHANGED_SUBJECTS, {
      onMessage: (_subject, data) => this.rides.event(data),
      onError: (error) => this.refused(error),
    });
    void this.updates.run(this.closing.signal);
    for (const loop of this.loops) loop.start();
  }

  async close(): Promise<void> {
    this.closing.abort();
    this.stopListening?.();
    await Promise.all(this.loops.map((loop) => loop.close(STOP_WITHIN_MS)));
  }

  private async lookAtSystem(): Promise<void> {
    const system = await this.parts.control.system();
    if (this.isNew('system', system)) this.emit(liveText({ type: 'system', at: now(), system }));
    const shadow = this.parts.shadow();
    if (this.isNew('shadow', shadow)) this.emit(liveText({ type: 'shadow', at: now(), shadow }));
  }

  private async lookAtRates(signal: AbortSignal): Promise<void> {
    const [scraped, probed] = await Promise.all([
      this.metrics.read(signal),
      probe(this.parts.gateway, this.rides.all(), signal),
    ]);
    this.emit(liveText({ type: 'rates', at: now(), rates: ratesOf(scraped, probed) }));
  }

  private lookAtRides(): void {
    const rides = this.rides.changedRides();
    if (!rides) return;
    this.onRide = new Set(rides.map(({ driverId }) => driverId));
    this.positions.touch();
    this.emit(liveText({ type: 'rides', at: now(), rides }));
  }

  private lookAtDrivers(): void {
    const next = this.positions.frame(this.onRide, this.updates.share);
    if (next) this.emit(driversText(now(), next.frame, next.idsVersion));
  }

  private isNew(type: string, value: unknown): boolean {
    const text = JSON.stringify(value);
    if (this.sent.get(type) === text) return false;
    this.sent.set(type, text);
    return true;
  }

  private refused(error: Error): void {
    this.logger.warn({ msg: 'The broker refuses a subscription', err: error });
  }
}
