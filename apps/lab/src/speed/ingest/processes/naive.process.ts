import { Controller } from '@nestjs/common';
import { EventPattern, Payload } from '@nestjs/microservices';
import { InjectRepository } from '@nestjs/typeorm';
import type { DriverUpdate } from '@ride-hailing/contracts';
import { serveOrders } from '@ride-hailing/testing';
import { Repository } from 'typeorm';
import { naiveListener } from '../../sides/naive';
import { type Handled, HandledCount } from './handled';
import { Position, positionOf } from '../../sides/naive.entities';

const handled = new HandledCount();

@Controller()
class NaiveController {
  constructor(@InjectRepository(Position) private readonly positions: Repository<Position>) {}

  @EventPattern('naive.update.*')
  update(@Payload() update: DriverUpdate): Promise<void> {
    return handled.during(() => this.positions.save(positionOf(update)));
  }
}

/** What one writes first: Nest's own NATS transport, and a `save` for each update. Told how many come. */
void serveOrders<number, Handled>(async () => {
  const app = await naiveListener({
    ...{ entities: [Position], controllers: [NaiveController], database: { schema: 'naive' } },
  });
  return { carryOut: (updates) => handled.expect(updates), close: () => app.close() };
});
