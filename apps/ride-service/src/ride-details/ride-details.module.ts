import { Module } from '@nestjs/common';
import { CurrentRidesQuery } from './current-rides.query';
import { RideDetailsController } from './ride-details.controller';
import { RideDetailsQuery } from './ride-details.query';

@Module({
  controllers: [RideDetailsController],
  providers: [RideDetailsQuery, CurrentRidesQuery],
  exports: [RideDetailsQuery, CurrentRidesQuery],
})
export class RideDetailsModule {}
