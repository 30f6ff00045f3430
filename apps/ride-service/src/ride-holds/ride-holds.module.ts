import { Module } from '@nestjs/common';
import { PhaseMetrics } from './phase-metrics.service';
import { RideHoldsController } from './ride-holds.controller';
import { RideHolds } from './ride-holds.service';

@Module({ controllers: [RideHoldsController], providers: [RideHolds, PhaseMetrics] })
export class RideHoldsModule {}
