import { Logger } from '@nestjs/common';
import { RIDES_CHANGED_SUBJECTS } from '@ride-hailing/contracts';
import { Broker, listen } from '@ride-hailing/messaging';
import { endsWithin, periodically, type PeriodicWork } from '@ride-hailing/timing';
import type { Config } from '../config';
import { ControlClient } from '../control-passage/control.client';
import { GatewayClient } from '../gateway-passage/gateway.client';
import type { LiveNews } from '../page-api';
import { ShadowComparison } from '../shadow/shadow.service';
import { DriverPositions } from './driver-positions';
import { Probe } from './probe';
import { ratesOf } from './rates';
import { RidesUnderWay } from './rides-under-way';
import { SampledUpdates } from './sampled-updates';
import { ServiceMetrics } from './service-metrics';

const LOOK_EVERY_MS = 1_000;
const FRAME_EVERY_MS = 500;
const LIST_EVERY_MS = 60_000;
const LIST_AGAIN_MS = 2_000;
const STOP_WITHIN_MS = 1_000;

export interface LiveParts {
  readonly config: Config;
  readonly broker: Broker;
  readonly gateway: GatewayClient;
  readonly control: ControlClient;
  readonly shadow: ShadowComparison;
}

/** Looks at the system for all open pages together, from `start` to `close`. */
export class LiveWatch {
  private readonly logger = new Logger('live');
  private readonly closing = new AbortController();
  private readonly positions = new DriverPositions();
  private readonly metrics: ServiceMetrics;
  private readonly probe: Probe;
  private readonly rides: RidesUnderWay;
  private readonly updates: SampledUpdates;
  private loops: readonly Promise<void>[] = [];
  private stopListening?: () => void;

  constructor(
    private readonly parts: LiveParts,
    private readonly emit: (news: LiveNews) => unknown,
  ) {
    this.metrics = new ServiceMetrics(parts.config);
    this.probe = new Probe(parts.gateway);
    this.rides = new RidesUnderWay(parts.gateway);
    this.updates = new SampledUpdates(
      parts.broker,
      (data) => this.positions.update(data),
      (error) => this.refused(error),
    );
  }

  start(): void {
    this.stopListening = listen(this.parts.broker, RIDES_CHANGED_SUBJECTS, {
      onMessage: (_subject, data) => this.rides.event(data),
      onError: (error) => this.refused(error),
    });
    const { signal } = this.closing;
    const onError = (error: unknown) => this.logger.warn({ msg: 'A look at the system failed', err: error });
    const loop = (work: PeriodicWork, everyMs: number | (() => number) = LOOK_EVERY_MS) =>
      periodically(work, { everyMs, firstMs: 0, onError }, signal);
    this.loops = [
      this.updates.run(signal),
      loop(() => this.lookAtSystem()),
      loop(() => this.lookAtRates(signal)),
      loop(() => this.emit({ type: 'rides', rides: this.rides.all() })),
      loop(() => this.emit({ type: 'shadow', shadow: this.parts.shadow.view() })),
      loop(() => this.lookAtDrivers(), FRAME_EVERY_MS),
      loop(
        () => this.rides.list(signal),
        () => (this.rides.all().length > 0 ? LIST_EVERY_MS : LIST_AGAIN_MS),
      ),
    ];
  }

  async close(): Promise<void> {
    this.closing.abort();
    this.stopListening?.();
    await endsWithin(STOP_WITHIN_MS, Promise.all(this.loops));
  }

  private async lookAtSystem(): Promise<void> {
    this.emit({ type: 'system', system: await this.parts.control.system() });
  }

  private async lookAtRates(signal: AbortSignal): Promise<void> {
    const [scraped, probed] = await Promise.all([
      this.metrics.read(signal),
      this.probe.ask(this.rides.all(), signal),
    ]);
    this.emit({ type: 'rates', rates: ratesOf(scraped, probed) });
  }

  private lookAtDrivers(): void {
    const onRide = new Set(this.rides.all().map(({ driverId }) => driverId));
    this.emit({ type: 'drivers', drivers: this.positions.frame(onRide, this.updates.share) });
  }

  private refused(error: Error): void {
    this.logger.warn({ msg: 'The broker refuses a subscription', err: error });
  }
}
