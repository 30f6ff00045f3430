import { join } from 'node:path';
import { RIDE_EVENTS } from '@ride-hailing/contracts';
import { cpuSeconds } from '../../measuring/cpu-time';
import type { Program } from '@ride-hailing/testing';
import type { Stack } from '@ride-hailing/stack';
import { eventually } from '@ride-hailing/testing';
import type { Pool } from 'pg';
import { LabError } from '../../lab.errors';
import { startProgram, startSystem } from '../../runner/systems';
import type { RunContext, Measurement, OpenExperiment } from '../../runner/experiment';
import { backlogOf, insertBacklog, insertKept, type WaitingEvent } from './backlog';
import { BenchStreams, operatorOf } from './bench-streams';
import { checkMarks, checkStored, marksOf } from './drained';
import type { DrainAnswer, DrainOrder } from './naive-relay.process';
import { PausedRelay } from './paused-relay';
import { adminPool, makeDatabase } from './side-database';

const WITHIN_MS = 60_000;
const WARM_UP = 6_000;
const NAIVE_STREAM = 'NAIVE_EVENTS';
const LIMIT_STREAM = 'BARE_EVENTS';
const NAIVE_DATABASE = 'naive_outbox';

const UNPUBLISHED = 'SELECT EXISTS (SELECT FROM outbox WHERE published_at IS NULL) AS "isAny"';
const LAST_MARK = `SELECT (extract(epoch FROM max(published_at)) * 1000)::float8 AS at
                   FROM outbox WHERE id = ANY ($1::uuid[])`;

export interface DrainSize {
  readonly events: number;
  /** Measured of the naive side, which would take a minute for all. */
  readonly naiveEvents: number;
  /** Published rows that are in the table besides. */
  readonly kept?: number;
}

export class DrainSides implements OpenExperiment {
  private naive: Program<DrainOrder, DrainAnswer> | undefined;
  private readonly bare = new Map<string, Program<readonly WaitingEvent[], DrainAnswer>>();

  private constructor(
    private readonly context: RunContext,
    private readonly stack: Stack,
    private readonly streams: BenchStreams,
    private readonly owner: Pool,
    private readonly naivePool: Pool,
    private readonly size: DrainSize,
  ) {}

  static async open(context: RunContext, size: DrainSize): Promise<DrainSides> {
    const stack = await startSystem(context, { services: ['ride-service'] });
    const streams = await BenchStreams.connect(context, stack);
    await makeDatabase(stack, NAIVE_DATABASE);
    await streams.makeLike(NAIVE_STREAM, 'naive.changed.*');
    await streams.makeLike(LIMIT_STREAM, 'bare.changed.*');
    const owner = adminPool(context, stack, 'ride_service');
    const sides = new DrainSides(
      context,
      stack,
      streams,
      owner,
      adminPool(context, stack, NAIVE_DATABASE),
      size,
    );
    if (size.kept) {
      context.step(`${size.kept} published rows`);
      await insertKept(owner, size.kept);
    }
    await sides.warm();
    return sides;
  }

  async measure(side: string): Promise<Measurement> {
    if (side === 'project') return this.project(this.size.events);
    if (side === 'naive') return this.measureNaive();
    if (side === 'limit') return this.publishOnly('bare-publisher', this.size.events);
    if (side === 'pipelined') return this.publishOnly('bare-pipelined', this.size.events);
    throw new LabError(`no side ${side}`);
  }

  /** The first thousands of events of a process are slower than all later ones. */
  private async warm(): Promise<void> {
    const count = Math.min(WARM_UP, this.size.events);
    await this.project(count);
    if (this.size.naiveEvents === 0) return;
    await this.publishOnly('bare-publisher', count);
    await this.publishOnly('bare-pipelined', count);
  }

  private cpuSeconds(pid: number | undefined): number {
    const servers = ['postgres', 'nats'].map((name) => ({ name, pid: this.stack.process(name).pid }));
    const used = cpuSeconds([...servers, { name: 'publisher', pid }]);
    return Object.values(used).reduce((sum, seconds) => sum + seconds, 0);
  }

  private async project(count: number): Promise<Measurement> {
    const { owner, streams } = this;
    const relay = await PausedRelay.of(this.stack.adminDatabaseUrl('ride_service'));
    const events = backlogOf(count);
    await streams.purge(RIDE_EVENTS);
    await insertBacklog(owner, events);
    const { pid } = this.stack.process('ride-service');
    const before = this.cpuSeconds(pid);
    await relay.letGo();
    const isStored = async () => (await streams.count(RIDE_EVENTS)) >= count;
    await eventually(isStored, { timeoutMs: WITHIN_MS, intervalMs: 20 });
    const isMarked = async () => !(await owner.query<{ isAny: boolean }>(UNPUBLISHED)).rows[0]?.isAny;
    await eventually(isMarked, { timeoutMs: WITHIN_MS, intervalMs: 5 });
    const cpu = this.cpuSeconds(pid) - before;
    const stored = await streams.read(RIDE_EVENTS);
    const verified = [checkStored(events, stored), checkMarks(await marksOf(owner, events), stored)].join(
      '; ',
    );
    const marked = await owner.query<{ at: number }>(LAST_MARK, [events.map(({ id }) => id)]);
    const ms = (marked.rows[0]?.at ?? 0) - (stored[0]?.storedAt ?? 0);
    // Kept rows are a given of the experiment; those of this measurement would add to them.
    await owner.query('DELETE FROM outbox WHERE id = ANY ($1::uuid[])', [events.map(({ id }) => id)]);
    return { values: valuesOf(count, ms, cpu), verified };
  }

  private async measureNaive(): Promise<Measurement> {
    const { context, stack } = this;
    const login = JSON.stringify(operatorOf(stack));
    const file = join(__dirname, 'naive-relay.process.ts');
    const args = [stack.adminDatabaseUrl(NAIVE_DATABASE), login];
    this.naive ??= await startProgram<DrainOrder, DrainAnswer>(context, file, { args });
    const events = backlogOf(this.size.events, (rideId) => `naive.changed.${rideId}`);
    await this.streams.purge(NAIVE_STREAM);
    await this.naivePool.query('TRUNCATE outbox');
    await insertBacklog(this.naivePool, events);
    const before = this.cpuSeconds(this.naive.pid);
    const order = { atLeast: this.size.naiveEvents, withinMs: WITHIN_MS };
    const { published, startedAt, endedAt } = await this.naive.order(order, WITHIN_MS + 1_000);
    const cpu = this.cpuSeconds(this.naive.pid) - before;
    const done = events.slice(0, published);
    const stored = await this.streams.read(NAIVE_STREAM);
    const verified = [checkStored(done, stored), checkMarks(await marksOf(this.naivePool, done), stored)];
    return { values: valuesOf(published, endedAt - startedAt, cpu), verified: verified.join('; ') };
  }

  private async publishOnly(name: string, count: number): Promise<Measurement> {
    const program = this.bare.get(name) ?? (await this.startBare(name));
    const events = backlogOf(count, (rideId) => `bare.changed.${rideId}`);
    await this.streams.purge(LIMIT_STREAM);
    const before = this.cpuSeconds(program.pid);
    const { startedAt, endedAt } = await program.order(events, WITHIN_MS);
    const cpu = this.cpuSeconds(program.pid) - before;
    const verified = checkStored(events, await this.streams.read(LIMIT_STREAM));
    return { values: valuesOf(count, endedAt - startedAt, cpu), verified };
  }

  private async startBare(name: string): Promise<Program<readonly WaitingEvent[], DrainAnswer>> {
    const args = [JSON.stringify(operatorOf(this.stack))];
    const file = join(__dirname, `${name}.process.ts`);
    const program = await startProgram<readonly WaitingEvent[], DrainAnswer>(this.context, file, {
      args,
    });
    this.bare.set(name, program);
    return program;
  }
}

const valuesOf = (events: number, ms: number, cpuSeconds: number): Record<string, number> => ({
  eventsPerSecond: (events / ms) * 1_000,
  cpuPer1000: (cpuSeconds * 1e6) / events,
});
