import { Module } from '@nestjs/common';
import { RideDetailsController } from './ride-details.controller';
import { RideDetailsSource } from './ride-details.source';

@Module({
  controllers: [RideDetailsController],
  providers: [RideDetailsSource],
  exports: [RideDetailsSource],
})
export class RideDetailsModule {}
