import { Injectable } from '@nestjs/common';
import { DRIVER_SERVICE_POSITIONS } from '@ride-hailing/contracts';
import { BatchConsumer, Broker, type IncomingMessage, type Poison } from '@ride-hailing/messaging';
import { BatchOutcomes, isDataError, isStatementCancelled, Metrics } from '@ride-hailing/service-kit';
import { DriverPositions } from './driver-positions.service';
import { newestPerDriver } from './newest-per-driver';

const { stream, durable } = DRIVER_SERVICE_POSITIONS;

/** Consumes driver updates and stores the newest positions. A batch is acknowledged after its commit. */
@Injectable()
export class DriverPositionsConsumer {
  private readonly outcomes;

  constructor(
    private readonly positions: DriverPositions,
    private readonly broker: Broker,
    metrics: Metrics,
  ) {
    this.outcomes = new BatchOutcomes(metrics, durable);
  }

  @BatchConsumer({
    ...{ stream, durable, batchSize: 2_000, isDataError, isTooSlow: isStatementCancelled },
    // Phones send no traces, and tens of thousands of updates a second are too many to look for one.
    linksMessages: false,
  })
  async handle(batch: readonly IncomingMessage[]): Promise<readonly Poison[]> {
    const { newest, poison } = newestPerDriver(batch);
    const applied = await this.positions.apply(newest, this.broker.clock.now());
    this.outcomes.count(batch.length - poison.length, applied);
    return poison;
  }
}
