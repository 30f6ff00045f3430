import { Injectable, Logger, OnApplicationBootstrap, OnModuleDestroy } from '@nestjs/common';
import { ConflictProblem } from '@ride-hailing/service-kit';
import { UpdateFaults } from './faults/update-faults';
import { Fleet } from './phones/fleet';
import { mostPhones } from './phones/most-phones';
import { PhoneLines } from './phones/phone-lines';
import { Riders } from './riders/riders';
import type { Rates } from './simulation.dto';
import { TraceReplay } from './trace/trace-replay';

/** Starts and stops drivers and riders with the application, and changes their rates while it runs. They stop before the phones' connections close. */
@Injectable()
export class SimulationService implements OnApplicationBootstrap, OnModuleDestroy {
  private readonly logger = new Logger('fleet');

  constructor(
    private readonly fleet: Fleet,
    /** Drives instead of the fleet; undefined without a recording. */
    private readonly trace: TraceReplay | undefined,
    private readonly riders: Riders,
    private readonly faults: UpdateFaults,
    private readonly lines: PhoneLines,
  ) {}

  get rates(): Rates {
    const { fleet, riders, faults } = this;
    return { drivers: fleet.size, ridesPerSecond: riders.ridesPerSecond, ...faults.shares };
  }

  /** @throws ConflictProblem for more drivers than can connect, or for any number while a recording is replayed */
  change({ drivers, ridesPerSecond, ...shares }: Partial<Rates>): void {
    if (drivers !== undefined && this.trace)
      throw new ConflictProblem('a recording is replayed, and its drivers are those that were recorded');
    const most = mostPhones();
    if (drivers !== undefined && drivers > most)
      throw new ConflictProblem(`at most ${most} drivers: each one's phone has a connection (see ulimit -n)`);
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
    await this.lines.close();
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
