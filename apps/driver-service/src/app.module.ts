import { type DynamicModule, Module } from '@nestjs/common';
import { BROKER_NEEDS } from '@ride-hailing/contracts';
import { brokerLogin, MessagingModule } from '@ride-hailing/messaging';
import { DatabaseModule } from '@ride-hailing/service-kit';
import { ClockSkew } from './clock-skew.service';
import type { Config } from './config';
import { CurrentRideModule } from './current-ride/current-ride.module';
import { DriverPositionsModule } from './driver-positions/driver-positions.module';
import { DriversModule } from './drivers/drivers.module';
import { MessagingObserver } from './messaging-observer.service';
import { MIGRATIONS } from './migrations/all-migrations';
import { ReservationsModule } from './reservations/reservations.module';
import { RideCopyModule } from './ride-copy/ride-copy.module';
import { RideDetailsModule } from './ride-details/ride-details.module';

@Module({})
export class AppModule {
  static forRoot(config: Config): DynamicModule {
    const driverPositions = DriverPositionsModule.forRoot(config);
    const rideDetails = RideDetailsModule.forRoot(config);
    const currentRide = CurrentRideModule.forRoot(config, [driverPositions, rideDetails]);
    return {
      module: AppModule,
      imports: [
        DatabaseModule.forRoot({
          url: config.databaseUrl,
          name: 'driver-service',
          entities: [],
          migrations: MIGRATIONS,
          // Only the approach event-replication reads it.
          worksWithout: ['public.ride_replica'],
        }),
        MessagingModule.forRootAsync({
          useFactory: () => ({
            ...brokerLogin(config, 'driver-service'),
            needs: BROKER_NEEDS['driver-service'],
          }),
        }),
        driverPositions,
        RideCopyModule,
        rideDetails,
        ReservationsModule.forRoot(config, [driverPositions, rideDetails]),
        currentRide,
        DriversModule.forRoot(currentRide),
      ],
      providers: [MessagingObserver, ClockSkew],
    };
  }
}
