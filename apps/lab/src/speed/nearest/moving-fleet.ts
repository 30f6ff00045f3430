import { join } from 'node:path';
import { nowMs } from '../../measuring/clock';
import type { Program } from '@ride-hailing/testing';
import { eventually } from '@ride-hailing/testing';
import { UnverifiedError } from '../../lab.errors';
import { startProgram } from '../../runner/systems';
import type { RunContext } from '../../runner/experiment';
import type { NearestSystem } from './nearest-system';

const ORDER_WITHIN_MS = 20_000;
const APPLIED_WITHIN_MS = 30_000;

type Order = { kind: 'start'; ratePerSecond: number } | { kind: 'stop' };

/** The drivers of the table on the move: their updates go by NATS through the real driver-service. */
export class MovingFleet {
  private constructor(
    private readonly publisher: Program<Order, number>,
    private readonly system: NearestSystem,
    private readonly drivers: number,
  ) {}

  static async start(context: RunContext, system: NearestSystem, drivers: number): Promise<MovingFleet> {
    const { user, password } = system.stack.credentials('fleet-simulator');
    const publisher = await startProgram<Order, number>(context, join(__dirname, 'publisher.process.ts'), {
      args: [system.stack.natsUrl, user, password, String(drivers), String(context.seed)],
    });
    return new MovingFleet(publisher, system, drivers);
  }

  async move(ratePerSecond: number): Promise<void> {
    await this.publisher.order({ kind: 'start', ratePerSecond }, ORDER_WITHIN_MS);
  }

  /** Does `work`, and gives how many updates a second the table took meanwhile. */
  async rateDuring(work: () => Promise<void>): Promise<number> {
    const before = await this.look();
    await work();
    const after = await this.look();
    return ((after.updates - before.updates) * 1_000) / (after.at - before.at);
  }

  /**
   * Until the table holds each driver's last update.
   * @throws UnverifiedError when it does not get there
   */
  async rest(): Promise<number> {
    const published = await this.publisher.order({ kind: 'stop' }, ORDER_WITHIN_MS);
    const allApplied = async () => (await this.look()).updates === published;
    await eventually(allApplied, { timeoutMs: APPLIED_WITHIN_MS, intervalMs: 100 }).catch(async () => {
      const { updates, drivers } = await this.look();
      throw new UnverifiedError(
        `${published} updates published, but the sequences of ${drivers} drivers (of ${this.drivers}) advanced by ${updates}`,
      );
    });
    return published;
  }

  private async look(): Promise<{ drivers: number; updates: number; at: number }> {
    const counted = await this.system.table.applied();
    return { ...counted, at: nowMs() };
  }
}
