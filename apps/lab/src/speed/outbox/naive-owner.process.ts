import { Body, Controller, type DynamicModule, Module, Post } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { ExpressAdapter } from '@nestjs/platform-express';
import { RIDE_CHANGED_TYPE } from '@ride-hailing/contracts';
import { serveOrders } from '@ride-hailing/testing';
import { DataSource } from 'typeorm';
import { uuidv7 } from 'uuidv7';
import { type BrokerLogin, connectTo } from './bench-streams';
import { NaiveOutboxMessage } from './naive-outbox.entity';
import { NaiveRelay } from './naive-relay';
import { type AskedRide, NaiveRide } from './naive-ride.entity';

/** The ride and its event in one transaction, by `save()`. */
@Controller('rides')
class NaiveRidesController {
  constructor(private readonly dataSource: DataSource) {}

  @Post()
  async request(@Body() asked: AskedRide): Promise<NaiveRide> {
    return this.dataSource.transaction(async (manager) => {
      const ride = manager.create(NaiveRide, {
        ...asked,
        id: uuidv7(),
        status: 'REQUESTED',
        version: 1,
        changedAt: new Date(),
      });
      await manager.save(ride);
      const { id, status, version, changedAt, pickup } = ride;
      const message = manager.create(NaiveOutboxMessage, {
        id: uuidv7(),
        aggregateId: id,
        version,
        subject: `naive.changed.${id}`,
        type: RIDE_CHANGED_TYPE,
        payload: JSON.stringify({ rideId: id, driverId: null, status, pickup, version, changedAt }),
        headers: { 'ce-type': RIDE_CHANGED_TYPE },
      });
      await manager.save(message);
      return ride;
    });
  }
}

@Module({})
class NaiveOwnerModule {
  static of(dataSource: DataSource): DynamicModule {
    return {
      module: NaiveOwnerModule,
      controllers: [NaiveRidesController],
      providers: [{ provide: DataSource, useValue: dataSource }],
    };
  }
}

/** Answers with the address that it listens on. */
void serveOrders<'address', string>(async () => {
  const [databaseUrl = '', login = '{}'] = process.argv.slice(2);
  const entities = [NaiveRide, NaiveOutboxMessage];
  const dataSource = new DataSource({ type: 'postgres', url: databaseUrl, entities, synchronize: true });
  await dataSource.initialize();
  const nats = await connectTo(JSON.parse(login) as BrokerLogin);
  const relay = new NaiveRelay(dataSource, nats.jetstream());
  relay.start();
  const options = { logger: ['error' as const] };
  const app = await NestFactory.create(NaiveOwnerModule.of(dataSource), new ExpressAdapter(), options);
  await app.listen(0, '127.0.0.1');
  return {
    carryOut: () => app.getUrl(),
    close: async () => {
      await app.close();
      await relay.stop();
      await nats.close();
      await dataSource.destroy();
    },
  };
});
