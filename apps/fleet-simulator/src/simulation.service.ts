import { Injectable, Logger, OnApplicationBootstrap, OnModuleDestroy } from '@nestjs/common';
import { Fleet } from './phones/fleet';
import { Riders } from './riders/riders';
import { TraceReplay } from './trace/trace-replay';

/** Starts and stops drivers and riders with the application. They stop before the broker's connection closes. */
@Injectable()
export class SimulationService implements OnApplicationBootstrap, OnModuleDestroy {
  private readonly logger = new Logger('fleet');

  constructor(
    private readonly drivers: Fleet | TraceReplay,
    private readonly riders: Riders,
  ) {}

  onApplicationBootstrap(): void {
    if (this.drivers instanceof Fleet) this.drivers.start();
    else void this.replay(this.drivers);
    this.riders.start();
  }

  async onModuleDestroy(): Promise<void> {
    await Promise.all([this.riders.stop(), this.drivers.stop()]);
  }

  private async replay(trace: TraceReplay): Promise<void> {
    try {
      const report = await trace.run();
      this.logger.log({ msg: 'the recording has ended', ...report });
    } catch (error) {
      this.logger.error({ msg: 'the recording cannot be read', err: error });
    }
  }
}
