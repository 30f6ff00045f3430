import { type DynamicModule, Module } from '@nestjs/common';
import { ParticipantModule } from '@ride-hailing/participant';
import type { Config } from '../config';
import { LostRidesAsker } from './lost-rides.asker';
import { ASSIGN_WITHIN_M, Reservations } from './reservations.service';
import { ReservationsSweep } from './reservations.sweep';

@Module({})
export class ReservationsModule {
  /** @param imports modules that export NearestDriversQuery, FREE_WITHIN_MS and the RemoteClient of Ride Service */
  static forRoot(config: Config, imports: DynamicModule[]): DynamicModule {
    const { coordinatorGrpcUrl, reservationAskAfterMs, assignWithinM, tlsFolder } = config;
    return {
      module: ReservationsModule,
      imports: [
        ParticipantModule.forRoot({
          participant: Reservations,
          sweep: ReservationsSweep,
          imports,
          providers: [{ provide: ASSIGN_WITHIN_M, useValue: assignWithinM }, LostRidesAsker],
          table: 'reservations',
          noun: 'reservation',
          logName: Reservations.name,
          live: {
            states: ['TRIED', 'CONFIRMED'],
            metric: 'reservations_live',
            help: 'Reservations that keep a driver from others, by state',
          },
          ...{ coordinatorGrpcUrl, tlsFolder },
          askAfterMs: reservationAskAfterMs,
        }),
      ],
    };
  }
}
