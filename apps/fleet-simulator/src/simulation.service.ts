import { Injectable, Logger, OnApplicationBootstrap, OnModuleDestroy } from '@nestjs/common';
import { ConflictProblem } from '@ride-hailing/service-kit';
import { UpdateFaults } from './faults/update-faults';
import { Fleet } from './phones/fleet';
import { Riders } from './riders/riders';
import type { Rates } from './simulation.dto';
import { TraceReplay } from './trace/trace-replay';

/** Starts and stops drivers and riders with the application, and changes their rates while it runs. They stop before the broker's connection closes. */
@Injectable()
export class SimulationService implements OnApplicationBootstrap, OnModuleDestroy {
  private readonly logger = new Logger('fleet');

  constructor(
    private readonly fleet: Fleet,
    /** Drives instead of the fleet; undefined without a recording. */
    private readonly trace: TraceReplay | undefined,
    private readonly riders: Riders,
    private readonly faults: UpdateFaults,
  ) {}

  get rates(): Rates {
    const { fleet, riders, faults } = this;
    return { drivers: fleet.size, ridesPerSecond: riders.ridesPerSecond, ...faults.shares };
  }

  /** @throws ConflictProblem for a number of drivers while a recording is replayed */
  change({ drivers, ridesPerSecond, ...shares }: Partial<Rates>): void {
    if (drivers !== undefined && this.trace)
      throw new ConflictProblem('a recording is replayed, and its drivers are those that were recorded');
    if (drivers !== undefined) this.fleet.resize(drivers);
    if (ridesPerSecond !== undefined) this.riders.setRate(ridesPerSecond);
    this.faults.change(shares);
    this.logger.log({ msg: 'the rates were changed', ...this.rates });
  }

  onApplicationBootstrap(): void {
    if (this.trace) void this.replay(this.trace);
    else this.fleet.start();
    this.riders.start();
  }

  async onModuleDestroy(): Promise<void> {
    await Promise.all([this.riders.stop(), (this.trace ?? this.fleet).stop()]);
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
