import 'reflect-metadata';
import { Controller, Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { EventPattern, type MicroserviceOptions, Payload, Transport } from '@nestjs/microservices';
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

@Controller()
class NaiveController {
  constructor(@InjectRepository(Position) private readonly positions: Repository<Position>) {}

  @EventPattern('naive.update.*')
  update(@Payload() update: DriverUpdate): Promise<void> {
    return handled.during(() => this.positions.save(asPosition(update)));
  }
}

@Module({
  imports: [
    TypeOrmModule.forRoot({ type: 'postgres', url: databaseUrl, schema: 'naive', entities: [Position] }),
    TypeOrmModule.forFeature([Position]),
  ],
  controllers: [NaiveController],
})
class NaiveModule {}

/** What one writes first: Nest's own NATS transport, and a `save` for each update. */
void serveOrders<{ updates: number }, Handled>(async () => {
  const app = await NestFactory.createMicroservice<MicroserviceOptions>(NaiveModule, {
    transport: Transport.NATS,
    options: { servers: natsUrl, user: natsUser, pass: natsPassword },
  });
  await app.listen();
  return { carryOut: ({ updates }) => handled.expect(updates), close: () => app.close() };
});
