import { Injectable, Logger, OnApplicationBootstrap, OnModuleDestroy } from '@nestjs/common';
import { Metrics } from '@ride-hailing/service-kit';
import { Periodic } from '@ride-hailing/timing';
import { UpdateFaults } from './faults/update-faults';
import { PhoneLines } from './phones/phone-lines';
import { UpdateSender } from './phones/update-sender';
import { GatewayBackOff } from './riders/gateway-back-off';
import { Riders } from './riders/riders';

const EVERY_MS = 5_000;

/** Reports what the simulator does: a log line every 5 s, and metrics. */
@Injectable()
export class RateService implements OnApplicationBootstrap, OnModuleDestroy {
  private readonly logger = new Logger('fleet');
  private readonly reporting = new Periodic(() => this.report(), { everyMs: EVERY_MS });
  private last = { at: performance.now(), acked: 0 };

  constructor(
    private readonly sender: UpdateSender,
    private readonly faults: UpdateFaults,
    private readonly riders: Riders,
    private readonly backOff: GatewayBackOff,
    lines: PhoneLines,
    metrics: Metrics,
  ) {
    const { counts } = sender;
    gaugeOf(metrics, 'simulator_updates', 'Updates by what became of them', () => ({ ...counts }));
    gaugeOf(
      metrics,
      'simulator_phones',
      'Phones by whether they are connected to the broker',
      () => lines.counts,
    );
    gaugeOf(metrics, 'simulator_faults', 'Faults made to order, by kind', () => ({ ...faults.counts }));
    gaugeOf(metrics, 'simulator_rides', 'Rides by what became of them', () => ({
      ...riders.counts,
      open: riders.openRides,
    }));
  }

  onApplicationBootstrap(): void {
    this.reporting.start();
  }

  onModuleDestroy(): void {
    void this.reporting.close();
    this.report();
  }

  private report(): void {
    const now = performance.now();
    const { acked, failed, skipped } = this.sender.counts;
    const perSecond = Math.round(((acked - this.last.acked) * 1_000) / Math.max(1, now - this.last.at));
    this.last = { at: now, acked };
    this.logger.log({
      msg: `${perSecond} updates/s, ${this.riders.openRides} rides open`,
      updates: { perSecond, acked, failed, skipped },
      rides: { open: this.riders.openRides, ...this.riders.counts },
      faults: this.faults.counts,
      gateway: this.backOff.lastFailure() ?? 'well',
    });
  }
}

const gaugeOf = (
  metrics: Metrics,
  name: string,
  help: string,
  read: () => Readonly<Record<string, number>>,
): void => {
  metrics.gauge({
    name,
    help,
    labelNames: ['kind'],
    collect() {
      for (const [kind, value] of Object.entries(read())) this.set({ kind }, value);
    },
  });
};
