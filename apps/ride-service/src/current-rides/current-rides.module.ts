import { Module } from '@nestjs/common';
import { CurrentRidesController } from './current-rides.controller';
import { CurrentRidesQuery } from './current-rides.query';

@Module({
  controllers: [CurrentRidesController],
  providers: [CurrentRidesQuery],
  exports: [CurrentRidesQuery],
})
export class CurrentRidesModule {}
