import { Body, Controller, Post } from '@nestjs/common';
import { RIDE_CHANGED_TYPE } from '@ride-hailing/contracts';
import { eventually, serveOrders } from '@ride-hailing/testing';
import { DataSource } from 'typeorm';
import { uuidv7 } from 'uuidv7';
import { connectToNats } from '../sides/environment';
import { naiveHttp } from '../sides/naive';
import { NaiveRelay } from './naive-relay';
import { type AskedRide, NaiveOutboxMessage, NaiveRide } from './naive.entities';

/** One order publishes at least the given number of events and stops. The other relays all the time, and answers the address that takes rides. */
export type NaiveOrder = { readonly atLeast: number; readonly withinMs: number } | 'address';

/** ms since 1970. */
export interface Drained {
  readonly published: number;
  readonly startedAt: number;
  readonly endedAt: number;
}

/** The ride and its event in one transaction, by `save()`. */
@Controller('rides')
class NaiveRidesController {
  constructor(private readonly dataSource: DataSource) {}

  @Post()
  async request(@Body() asked: AskedRide): Promise<NaiveRide> {
    return this.dataSource.transaction(async (manager) => {
      const ride = manager.create(NaiveRide, {
        ...{ ...asked, id: uuidv7(), status: 'REQUESTED', version: 1, changedAt: new Date() },
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

void serveOrders<NaiveOrder, Drained | string>(async () => {
  const app = await naiveHttp({
    ...{ entities: [NaiveRide, NaiveOutboxMessage], controllers: [NaiveRidesController] },
    database: { synchronize: true },
  });
  const nats = await connectToNats();
  let relaying: NaiveRelay | undefined;
  return {
    carryOut: async (order) => {
      const relay = new NaiveRelay(app.get(DataSource), nats.jetstream());
      relay.start();
      if (order === 'address') {
        relaying = relay;
        return app.getUrl();
      }
      try {
        const isDone = () => relay.published >= order.atLeast;
        await eventually(isDone, { timeoutMs: order.withinMs, intervalMs: 20 });
      } finally {
        await relay.stop();
      }
      return { published: relay.published, startedAt: relay.firstAt, endedAt: relay.lastAt };
    },
    close: async () => {
      await relaying?.stop();
      await app.close();
      await nats.close();
    },
  };
});
