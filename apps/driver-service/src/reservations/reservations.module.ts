import { type DynamicModule, Module, type ModuleMetadata } from '@nestjs/common';
import { ParticipantModule, type ParticipantVariables } from '@ride-hailing/participant';
import { LostRidesAsker } from './lost-rides.asker';
import { ASSIGN_WITHIN_M, Reservations } from './reservations.service';
import { ReservationsSweep } from './reservations.sweep';

interface ReservationsOptions extends ParticipantVariables {
  readonly assignWithinM: number;
  /** Modules that export NearestDriversQuery, FREE_WITHIN_MS and the RemoteClient of Ride Service. */
  readonly imports: ModuleMetadata['imports'];
}

@Module({})
export class ReservationsModule {
  static forRoot(options: ReservationsOptions): DynamicModule {
    const { coordinatorGrpcUrl, reservationAskAfterMs, assignWithinM, imports } = options;
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
          coordinatorGrpcUrl,
          askAfterMs: reservationAskAfterMs,
        }),
      ],
    };
  }
}
