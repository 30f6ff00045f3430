import { type DynamicModule, Module } from '@nestjs/common';
import { MessagingModule } from '@ride-hailing/messaging';
import { DatabaseModule } from '@ride-hailing/service-kit';
import type { Config } from './config';
import { CurrentRideModule } from './current-ride/current-ride.module';
import { DriverPositionsModule } from './driver-positions/driver-positions.module';
import { MessagingObserver } from './messaging-observer.service';
import { CreateLocalTables1795300000000 } from './migrations/1795300000000-create-local-tables.migration';
import { CreateReservations1795400000000 } from './migrations/1795400000000-create-reservations.migration';
import { ReservationsModule } from './reservations/reservations.module';
import { RideCopyModule } from './ride-copy/ride-copy.module';
import { RideDetailsModule } from './ride-details/ride-details.module';

@Module({})
export class AppModule {
  static forRoot(config: Config): DynamicModule {
    const driverPositions = DriverPositionsModule.forRoot(config);
    const rideDetails = RideDetailsModule.forRoot(config);
    return {
      module: AppModule,
      imports: [
        DatabaseModule.forRoot({
          url: config.databaseUrl,
          name: 'driver-service',
          entities: [],
          migrations: [CreateLocalTables1795300000000, CreateReservations1795400000000],
        }),
        MessagingModule.forRootAsync({
          useFactory: () => ({
            url: config.natsUrl,
            user: config.natsUser,
            password: config.natsPassword,
            name: 'driver-service',
          }),
        }),
        driverPositions,
        RideCopyModule,
        rideDetails,
        ReservationsModule.forRoot({ ...config, imports: [driverPositions] }),
        CurrentRideModule.forRoot({
          detailsDeadlineMs: config.detailsDeadlineMs,
          imports: [driverPositions, RideCopyModule, rideDetails],
        }),
      ],
      providers: [MessagingObserver],
    };
  }
}
