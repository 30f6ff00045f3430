import { join } from 'node:path';
import type { Program } from '@ride-hailing/testing';
import type { Stack } from '@ride-hailing/stack';
import { startProgram, startSystem } from '../../runner/systems';
import type { RunContext } from '../../runner/experiment';
import { phonesOf, type Place } from './fleet';
import { PositionsTable } from './positions-table';
import type { SideAnswer, SideOrder } from './side-orders';

export const SIDES = ['naive', 'project', 'limit', 'control'] as const;
export type SideId = (typeof SIDES)[number];

export function sideOf(id: string): SideId {
  const side = SIDES.find((known) => known === id);
  if (side === undefined) throw new Error(`${id}: not among ${SIDES.join(', ')}`);
  return side;
}

const PROJECT = join(__dirname, '../../../../driver-service/test/nearest.process.ts');
const programOf = (side: SideId): string =>
  side === 'project' ? PROJECT : join(__dirname, `${side}.process.ts`);

const ROWS_A_BATCH = 2_000;
const ORDER_WITHIN_MS = 60_000;
const STAYS_FREE_MS = 60 * 60_000;
export const LIMIT = 10;

type Side = Program<SideOrder | { kind: 'apply'; drivers: unknown }, SideAnswer>;

export interface NearestSystemOptions {
  readonly drivers: number;
  readonly sides: readonly SideId[];
}

/** Driver-service with its tables filled, and the other sides beside it on the same Postgres. */
export class NearestSystem {
  private constructor(
    readonly stack: Stack,
    readonly table: PositionsTable,
    private readonly sides = new Map<SideId, Side>(),
  ) {}

  static async open(context: RunContext, options: NearestSystemOptions): Promise<NearestSystem> {
    context.step('starting');
    const stack = await startSystem(context, {
      services: ['driver-service'],
      // Who was put there before the measurement is still free in it.
      env: { 'driver-service': { FREE_WITHIN_MS: String(STAYS_FREE_MS) } },
    });
    const table = new PositionsTable(stack.adminDatabaseUrl('driver_service'));
    context.belongings.own({ stop: () => table.close() });
    const system = new NearestSystem(stack, table);
    await system.fill(context, options);
    return system;
  }

  /** Ms that Postgres worked on one question. */
  async time(side: SideId, place: Place): Promise<number> {
    return Number(await this.order(side, { kind: 'time', place, limit: LIMIT }));
  }

  async find(side: SideId, place: Place): Promise<string[]> {
    const found = await this.order(side, { kind: 'find', place, limit: LIMIT });
    return Array.isArray(found) ? found : [];
  }

  async urlOf(side: SideId): Promise<string> {
    if (side === 'project') return `${this.stack.urls.driverService}/drivers/nearest`;
    return `http://127.0.0.1:${String(await this.order(side, { kind: 'port' }))}/drivers/nearest`;
  }

  private async order(
    side: SideId,
    order: SideOrder | { kind: 'apply'; drivers: unknown },
  ): Promise<SideAnswer> {
    const program = this.sides.get(side);
    if (!program) throw new Error(`${side} is not among the sides of this experiment`);
    return program.order(order, ORDER_WITHIN_MS);
  }

  private async fill(context: RunContext, { drivers, sides }: NearestSystemOptions): Promise<void> {
    await this.start(context, 'project');
    const phones = phonesOf(drivers, context.seed);
    for (let from = 0; from < drivers; from += ROWS_A_BATCH) {
      context.signal.throwIfAborted();
      context.step(`${from} of ${drivers} drivers`);
      await this.order('project', { kind: 'apply', drivers: phones.slice(from, from + ROWS_A_BATCH) });
    }
    await this.table.occupy(drivers);
    if (sides.includes('limit')) await this.table.copyWithGist();
    await this.table.settle();
    for (const side of sides) if (side !== 'project') await this.start(context, side);
  }

  private async start(context: RunContext, side: SideId): Promise<void> {
    const { stack } = this;
    // The bare limit has a schema that only the superuser sees.
    const url =
      side === 'limit' ? stack.adminDatabaseUrl('driver_service') : stack.databaseUrl('driver-service');
    this.sides.set(side, await startProgram(context, programOf(side), { args: [url] }));
  }
}
