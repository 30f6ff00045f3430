import { eventually, nowMs } from '@ride-hailing/testing';
import { UnverifiedError } from '../../lab.errors';
import type { PublishOrder } from '../fleet/publisher.process';
import { startSide } from '../sides/sides';
import type { NearestSystem } from './nearest-system';
import { UPDATES_TAKEN } from './tables';

const ORDER_WITHIN_MS = 20_000;
const TAKEN_WITHIN_MS = 30_000;

/** The drivers of the table on the move: their updates go by NATS through the real driver-service. */
export async function startFleet({ context, system, drivers, sql }: NearestSystem) {
  const file = 'fleet/publisher.process.ts';
  const publisher = await startSide<PublishOrder, number>(context, system, file, 'driver_service');
  const taken = async () => (await sql<{ updates: number }>(UPDATES_TAKEN))[0]?.updates ?? 0;
  return {
    move: (ratePerSecond: number): Promise<number> =>
      publisher.order({ kind: 'move', drivers, seed: context.seed, ratePerSecond }, ORDER_WITHIN_MS),

    /** Does `work`, and gives how many updates a second the table took meanwhile. */
    rateDuring: async (work: () => Promise<void>): Promise<number> => {
      const [before, startedAt] = [await taken(), nowMs()];
      await work();
      const [after, endedAt] = [await taken(), nowMs()];
      return ((after - before) * 1_000) / (endedAt - startedAt);
    },

    /**
     * Until the table holds each driver's last update.
     * @throws UnverifiedError when it does not get there
     */
    rest: async (): Promise<number> => {
      const published = await publisher.order({ kind: 'stop' }, ORDER_WITHIN_MS);
      const allTaken = async () => (await taken()) === published;
      await eventually(allTaken, { timeoutMs: TAKEN_WITHIN_MS, intervalMs: 100 }).catch(async () => {
        const seen = await taken();
        throw new UnverifiedError(
          `${published} updates published, but the sequences of ${drivers} drivers advanced by ${seen}`,
        );
      });
      return published;
    },
  };
}
