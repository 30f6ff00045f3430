import { Module } from '@nestjs/common';
import { Idempotency } from './idempotency.service';
import { RideCommandsController } from './ride-commands.controller';
import { RideCommands } from './ride-commands.service';
import { RideJourneyQuery } from './ride-journey.query';
import { RideQueriesController } from './ride-queries.controller';
import { RideWrites } from './ride-writes.service';
import { RidesQuery } from './rides.query';

@Module({
  controllers: [RideCommandsController, RideQueriesController],
  providers: [RideCommands, RideWrites, RidesQuery, RideJourneyQuery, Idempotency],
})
export class RidesModule {}
