import { Controller } from '@nestjs/common';
import { EventPattern, Payload } from '@nestjs/microservices';
import { InjectRepository } from '@nestjs/typeorm';
import type { RideChanged } from '@ride-hailing/contracts';
import { serveOrders } from '@ride-hailing/testing';
import type { Repository } from 'typeorm';
import { naiveListener } from '../sides/naive';
import { CopiedRide, copyOf } from '../sides/naive.entities';

/** Each event as it comes, by `save()`. */
@Controller()
class NaiveCopyController {
  constructor(@InjectRepository(CopiedRide) private readonly rides: Repository<CopiedRide>) {}

  @EventPattern('naive.changed.*')
  async rideChanged(@Payload() changed: RideChanged): Promise<void> {
    await this.rides.save(copyOf(changed));
  }
}

void serveOrders<never, never>(async () => {
  const app = await naiveListener({
    ...{ entities: [CopiedRide], controllers: [NaiveCopyController], database: { synchronize: true } },
  });
  return { carryOut: () => Promise.reject(new Error('takes no orders')), close: () => app.close() };
});
