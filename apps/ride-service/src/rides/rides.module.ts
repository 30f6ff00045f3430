import { Module } from '@nestjs/common';
import { Idempotency } from './idempotency.service';
import { RideCommandsController } from './ride-commands.controller';
import { RideCommands } from './ride-commands.service';
import { RideJourney } from './ride-journey.service';
import { RideQueriesController } from './ride-queries.controller';
import { RideQueries } from './ride-queries.service';

@Module({
  controllers: [RideCommandsController, RideQueriesController],
  providers: [RideCommands, RideQueries, RideJourney, Idempotency],
})
export class RidesModule {}
