import { type DynamicModule, Module } from '@nestjs/common';
import { BROKER_NEEDS } from '@ride-hailing/contracts';
import { brokerLogin, MessagingModule } from '@ride-hailing/messaging';
import { OutboxMessage, OutboxModule } from '@ride-hailing/outbox';
import { Database, DatabaseModule } from '@ride-hailing/service-kit';
import type { Config } from './config';
import { Erasure } from './erasures/erasure.entity';
import { ErasuresModule } from './erasures/erasures.module';
import { MIGRATIONS } from './migrations/all-migrations';
import { OutboxObserver } from './outbox-observer.service';
import { PublicationsModule } from './publications/publications.module';
import { RideDetailsModule } from './ride-details/ride-details.module';
import { RideEssentialsModule } from './ride-essentials/ride-essentials.module';
import { RideHoldsModule } from './ride-holds/ride-holds.module';
import { IdempotencyKey } from './rides/idempotency-key.entity';
import { RideHold } from './rides/ride-hold.entity';
import { Ride } from './rides/ride.entity';
import { RidesModule } from './rides/rides.module';

@Module({})
export class AppModule {
  static forRoot(config: Config): DynamicModule {
    return {
      module: AppModule,
      imports: [
        DatabaseModule.forRoot({
          url: config.databaseUrl,
          name: 'ride-service',
          entities: [Ride, IdempotencyKey, RideHold, Erasure, OutboxMessage],
          migrations: MIGRATIONS,
        }),
        MessagingModule.forRootAsync({
          useFactory: () => ({
            ...brokerLogin(config, 'ride-service'),
            needs: BROKER_NEEDS['ride-service'],
          }),
        }),
        OutboxModule.forRootAsync({
          inject: [Database],
          useFactory: (database: Database) => ({
            databaseUrl: config.databaseUrl,
            pool: () => database.pool,
            whenReady: () => database.whenReady(),
          }),
        }),
        RidesModule,
        ErasuresModule,
        RideHoldsModule.forRoot(config),
        RideDetailsModule,
        RideEssentialsModule,
        PublicationsModule.forRoot(config),
      ],
      providers: [OutboxObserver],
    };
  }
}
