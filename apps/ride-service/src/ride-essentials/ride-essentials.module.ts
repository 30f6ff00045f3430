import { Module } from '@nestjs/common';
import { RideEssentialsController } from './ride-essentials.controller';
import { RideEssentialsQuery } from './ride-essentials.query';

@Module({ controllers: [RideEssentialsController], providers: [RideEssentialsQuery] })
export class RideEssentialsModule {}
