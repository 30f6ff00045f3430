import { Module } from '@nestjs/common';
import { RideDetailsController } from './ride-details.controller';
import { RideDetailsQuery } from './ride-details.query';

@Module({
  controllers: [RideDetailsController],
  providers: [RideDetailsQuery],
  exports: [RideDetailsQuery],
})
export class RideDetailsModule {}
