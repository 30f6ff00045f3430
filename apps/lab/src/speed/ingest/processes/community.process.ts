import 'reflect-metadata';
import {
  getJetStreamTransportToken,
  JetstreamServerModule,
  type JetstreamTransport,
} from '@horizon-republic/nestjs-jetstream';
import { streamConfig } from '@horizon-republic/nestjs-jetstream/dist/server/const';
import { Controller, Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { EventPattern, Payload } from '@nestjs/microservices';
import { InjectRepository, TypeOrmModule } from '@nestjs/typeorm';
import type { DriverUpdate } from '@ride-hailing/contracts';
import { serveOrders } from '@ride-hailing/testing';
import { Repository } from 'typeorm';
import { benchAccess } from '../bench-access';
import { asPosition } from './as-position';
import { type Handled, HandledCount } from './handled';
import { Position } from './position.entity';

const { natsUrl, natsUser, natsPassword, databaseUrl } = benchAccess();
const handled = new HandledCount();
const NAME = 'community';

// It asks for 5 GiB, more than the broker of this project gives, and has no option for it.
streamConfig.ev.max_bytes = 256 * 1024 * 1024;

@Controller()
class CommunityController {
  constructor(@InjectRepository(Position) private readonly positions: Repository<Position>) {}

  @EventPattern('driver-updated')
  update(@Payload() update: DriverUpdate): Promise<void> {
    return handled.during(() => this.positions.upsert(asPosition(update), ['driverId']));
  }
}

const login = { user: natsUser, pass: natsPassword };

@Module({
  imports: [
    JetstreamServerModule.forRoot({ name: NAME, servers: [natsUrl], ...login }),
    TypeOrmModule.forRoot({ type: 'postgres', url: databaseUrl, schema: 'community', entities: [Position] }),
    TypeOrmModule.forFeature([Position]),
  ],
  controllers: [CommunityController],
})
class CommunityModule {}

async function listening() {
  const app = await NestFactory.create(CommunityModule, { logger: ['error', 'warn'] });
  app.connectMicroservice(app.get<JetstreamTransport>(getJetStreamTransportToken(NAME)));
  await app.startAllMicroservices();
  return app;
}

/** A JetStream transport that others have written for Nest. It listens for an order alone, so that a backlog can wait. */
void serveOrders<{ updates: number }, Handled>(async () => {
  // Makes its stream.
  await (await listening()).close();
  return {
    carryOut: async ({ updates }) => {
      const done = handled.expect(updates);
      const app = await listening();
      try {
        return await done;
      } finally {
        await app.close();
      }
    },
    close: async () => undefined,
  };
});
