import {
  getJetStreamTransportToken,
  JetstreamServerModule,
  type JetstreamTransport,
} from '@horizon-republic/nestjs-jetstream';
import { streamConfig } from '@horizon-republic/nestjs-jetstream/dist/server/const';
import { Controller } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { EventPattern, Payload } from '@nestjs/microservices';
import { InjectRepository } from '@nestjs/typeorm';
import type { DriverUpdate } from '@ride-hailing/contracts';
import { serveOrders } from '@ride-hailing/testing';
import { Repository } from 'typeorm';
import { NATS_LOGIN } from '../../sides/environment';
import { naiveModule } from '../../sides/naive';
import { type Handled, HandledCount } from './handled';
import { Position, positionOf } from '../../sides/naive.entities';

const handled = new HandledCount();
const NAME = 'community';

// It asks for 5 GiB, more than the broker of this project gives, and has no option for it.
streamConfig.ev.max_bytes = 256 * 1024 * 1024;

@Controller()
class CommunityController {
  constructor(@InjectRepository(Position) private readonly positions: Repository<Position>) {}

  @EventPattern('driver-updated')
  update(@Payload() update: DriverUpdate): Promise<void> {
    return handled.during(() => this.positions.upsert(positionOf(update), ['driverId']));
  }
}

async function listening() {
  const { servers, user, pass } = NATS_LOGIN;
  const login = { user, pass };
  const app = await NestFactory.create(
    naiveModule({
      imports: [JetstreamServerModule.forRoot({ name: NAME, servers: [servers], ...login })],
      ...{ entities: [Position], controllers: [CommunityController], database: { schema: 'community' } },
    }),
    { logger: ['error', 'warn'] },
  );
  app.connectMicroservice(app.get<JetstreamTransport>(getJetStreamTransportToken(NAME)));
  await app.startAllMicroservices();
  return app;
}

/**
 * A JetStream transport that others have written for Nest. It listens for an order alone, which is how many come, so
 * that a backlog can wait.
 */
void serveOrders<number, Handled>(async () => {
  // Makes its stream.
  await (await listening()).close();
  return {
    carryOut: async (updates) => {
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
