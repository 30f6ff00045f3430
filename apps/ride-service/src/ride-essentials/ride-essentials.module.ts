import { Module } from '@nestjs/common';
import { RideEssentialsController } from './ride-essentials.controller';
import { RideEssentialsSource } from './ride-essentials.source';

@Module({ controllers: [RideEssentialsController], providers: [RideEssentialsSource] })
export class RideEssentialsModule {}
