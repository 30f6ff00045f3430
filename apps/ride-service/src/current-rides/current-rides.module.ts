import { Module } from '@nestjs/common';
import { CurrentRidesController } from './current-rides.controller';
import { CurrentRidesSource } from './current-rides.source';

@Module({
  controllers: [CurrentRidesController],
  providers: [CurrentRidesSource],
  exports: [CurrentRidesSource],
})
export class CurrentRidesModule {}
