import { Controller, type DynamicModule, Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { EventPattern, type MicroserviceOptions, Payload, Transport } from '@nestjs/microservices';
import type { RideChanged } from '@ride-hailing/contracts';
import { serveOrders } from '@ride-hailing/testing';
import { DataSource } from 'typeorm';
import type { BrokerLogin } from './bench-streams';
import { NaiveRideCopy } from './naive-ride.entity';

/** Each event as it comes, by `save()`. */
@Controller()
class NaiveCopyController {
  constructor(private readonly dataSource: DataSource) {}

  @EventPattern('naive.changed.*')
  async rideChanged(@Payload() { pickup, ...changed }: RideChanged): Promise<void> {
    const changedAt = new Date(changed.changedAt);
    const copy = { ...changed, changedAt, pickupLat: pickup.lat, pickupLng: pickup.lng };
    await this.dataSource.getRepository(NaiveRideCopy).save(copy);
  }
}

@Module({})
class NaiveCopyModule {
  static of(dataSource: DataSource): DynamicModule {
    return {
      module: NaiveCopyModule,
      controllers: [NaiveCopyController],
      providers: [{ provide: DataSource, useValue: dataSource }],
    };
  }
}

void serveOrders<never, never>(async () => {
  const [databaseUrl = '', login = '{}'] = process.argv.slice(2);
  const { url, user, password } = JSON.parse(login) as BrokerLogin;
  const entities = [NaiveRideCopy];
  const dataSource = new DataSource({ type: 'postgres', url: databaseUrl, entities, synchronize: true });
  await dataSource.initialize();
  const app = await NestFactory.createMicroservice<MicroserviceOptions>(NaiveCopyModule.of(dataSource), {
    transport: Transport.NATS,
    options: { servers: [url], user, pass: password, inboxPrefix: `_INBOX_${user}` },
    logger: ['error'],
  });
  await app.listen();
  return {
    carryOut: () => Promise.reject(new Error('takes no orders')),
    close: async () => {
      await app.close();
      await dataSource.destroy();
    },
  };
});
