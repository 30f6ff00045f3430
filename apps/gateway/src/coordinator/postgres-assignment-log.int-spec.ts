import { randomUUID } from 'node:crypto';
import { Database, DatabaseModule } from '@ride-hailing/service-kit';
import { integrationInfrastructure, type SpecDatabase } from '@ride-hailing/stack';
import { NestFactory } from '@nestjs/core';
import type { INestApplicationContext } from '@nestjs/common';
import { eventually } from '@ride-hailing/testing';
import { CreateAssignments1795400000000 } from '../migrations/1795400000000-create-assignments.migration';
import type { AssignmentOrder } from './assignment-record';
import type { Decision } from './assignment-machine';
import { PostgresAssignmentLog } from './postgres-assignment-log';

const HELD_MS = 200;

const anOrder = (given: Partial<AssignmentOrder> = {}): AssignmentOrder => ({
  rideId: randomUUID(),
  driverAsked: null,
  near: { lat: 37.5, lng: 127 },
  requestedBy: 'r-1',
  idempotencyKey: null,
  ...given,
});
const confirm: Decision = { state: 'CONFIRMING', driverId: 'd-1', reason: null, detail: null };
const cancel: Decision = { state: 'CANCELLING', driverId: null, reason: 'ride-held', detail: 'It is held.' };

describe('the log of assignments', () => {
  let spec: SpecDatabase;
  let module: INestApplicationContext;
  let log: PostgresAssignmentLog;
  let database: Database;

  const idsOf = (claimed: readonly { id: string }[]) => claimed.map(({ id }) => id);
  const untilNobodyHolds = (id: string) =>
    eventually(async () => {
      const sql = 'SELECT FROM assignments WHERE id = $1 AND held_until < now()';
      return (await database.pool.query(sql, [id])).rowCount === 1;
    });

  beforeAll(async () => {
    spec = await integrationInfrastructure().createDatabase();
    const databaseModule = DatabaseModule.forRoot({
      url: spec.url,
      entities: [],
      migrations: [CreateAssignments1795400000000],
    });
    module = await NestFactory.createApplicationContext(databaseModule, { logger: false });
    database = module.get(Database);
    await database.whenReady();
    log = new PostgresAssignmentLog(() => database.pool, HELD_MS);
  });

  afterAll(async () => {
    await module.close();
    await spec.drop();
  });

  it('reads back what was written', async () => {
    const order = anOrder({ driverAsked: 'd-7', idempotencyKey: 'k' });
    const { assignment, isNew } = await log.begin(order);
    expect(isNew).toBe(true);
    expect(assignment).toMatchObject({ ...order, state: 'TRYING', steps: [], rounds: 0, endedAt: null });
    const steps = [
      { participant: 'driver-service', phase: 'try', outcome: 'agreed', tookMs: 1.5, attempts: 1 },
    ] as const;
    await log.decide(assignment.id, confirm, steps);
    const left = await log.leave(assignment.id, steps, 0);
    expect(left).toMatchObject({ state: 'CONFIRMING', driverId: 'd-1', rounds: 1, steps });
    await log.end(assignment.id, 'CONFIRMED', steps);
    expect(await log.find(assignment.id)).toMatchObject({
      state: 'CONFIRMED',
      endedAt: expect.any(Date) as Date,
    });
    expect(await log.find(randomUUID())).toBeNull();
  });

  it('keeps the first of two concurrent decisions, and lets the assignment end only accordingly', async () => {
    const { assignment } = await log.begin(anOrder());
    const states = await Promise.all([
      log.decide(assignment.id, confirm, []),
      log.decide(assignment.id, cancel, []),
    ]);
    expect(new Set(states.map(({ state }) => state)).size).toBe(1);
    const [{ state }] = states;
    const other = state === 'CONFIRMING' ? 'CANCELLED' : 'CONFIRMED';
    expect(await log.end(assignment.id, other, [])).toMatchObject({ state, endedAt: null });
  });

  it('deletes in batches what ended long ago, and nothing unfinished', async () => {
    const ended = await Promise.all([1, 2, 3].map(async () => (await log.begin(anOrder())).assignment));
    const { assignment: unfinished } = await log.begin(anOrder());
    for (const { id } of ended) {
      await log.decide(id, cancel, []);
      await log.end(id, 'CANCELLED', []);
    }
    const present = async () => {
      const found = await Promise.all([...ended, unfinished].map(({ id }) => log.find(id)));
      return found.filter((one) => one !== null).length;
    };
    expect(await log.forget(3_600_000, 10)).toBe(0);
    expect(await present()).toBe(4);
    await eventually(async () => (await log.forget(1, 2)) === 0);
    expect(await present()).toBe(1);
    expect(await log.find(unfinished.id)).toMatchObject({ state: 'TRYING' });
  });

  it('lets only one claimant have each unfinished assignment, and only when nobody holds it', async () => {
    const { assignment } = await log.begin(anOrder());
    const idsOf = async () => (await log.claim(100)).map(({ id }) => id);
    expect(await idsOf()).not.toContain(assignment.id);
    let claims: string[][] = [];
    await eventually(async () => {
      claims = await Promise.all(Array.from({ length: 4 }, idsOf));
      return claims.flat().includes(assignment.id);
    });
    expect(claims.flat().filter((id) => id === assignment.id)).toHaveLength(1);
    await log.decide(assignment.id, cancel, []);
    await log.end(assignment.id, 'CANCELLED', []);
    await eventually(async () => (await idsOf()).length === 0);
  });

  it('skips what another recovery is claiming, before the claim is committed and afterwards', async () => {
    const { assignment } = await log.begin(anOrder());
    await untilNobodyHolds(assignment.id);
    const client = await database.pool.connect();
    try {
      await client.query('BEGIN');
      const one = new PostgresAssignmentLog(() => client, HELD_MS);
      expect(idsOf(await one.claim(100))).toContain(assignment.id);
      const other = log.claim(100);
      await client.query('COMMIT');
      expect(idsOf(await other)).not.toContain(assignment.id);
      expect(idsOf(await log.claim(100))).not.toContain(assignment.id);
    } finally {
      client.release();
    }
  });

  it('hands to another recovery what a frozen one has claimed, and ignores the late writes of the frozen one', async () => {
    const { assignment } = await log.begin(anOrder());
    await untilNobodyHolds(assignment.id);
    expect(idsOf(await log.claim(100))).toContain(assignment.id);
    await untilNobodyHolds(assignment.id);
    expect(idsOf(await log.claim(100))).toContain(assignment.id);
    await log.decide(assignment.id, cancel, []);
    const ended = await log.end(assignment.id, 'CANCELLED', []);
    const late = {
      participant: 'ride-service',
      phase: 'confirm',
      tookMs: 1,
      attempts: 1,
      outcome: 'done',
    } as const;
    expect(await log.decide(assignment.id, confirm, [late])).toEqual(ended);
    expect(await log.leave(assignment.id, [late], 0)).toEqual(ended);
    expect(await log.end(assignment.id, 'CONFIRMED', [late])).toEqual(ended);
    expect(await log.end(assignment.id, 'CANCELLED', [late])).toEqual(ended);
    expect(await log.find(assignment.id)).toEqual(ended);
  });

  it.each([
    ['CONFIRMED', confirm],
    ['CANCELLED', cancel],
  ] as const)(
    'lets nobody claim an assignment that has ended as %s, however long ago its hold expired',
    async (state, decision) => {
      const { assignment } = await log.begin(anOrder());
      await log.decide(assignment.id, decision, []);
      await log.end(assignment.id, state, []);
      await untilNobodyHolds(assignment.id);
      expect(idsOf(await log.claim(100))).not.toContain(assignment.id);
    },
  );

  describe('with an Idempotency-Key', () => {
    it.each([
      ['lives', async () => undefined],
      ['was confirmed', (id: string) => log.end(id, 'CONFIRMED', [])],
    ])(
      'finds the assignment of a key that %s, whichever gateway has the fastest clock',
      async (_what, end) => {
        const order = anOrder({ idempotencyKey: randomUUID() });
        const { assignment: first } = await log.begin(order);
        await log.decide(first.id, cancel, []);
        await log.end(first.id, 'CANCELLED', []);
        // Ids begin with the time by the clock of the gateway that made them.
        const ofTomorrow = `ffffffff${randomUUID().slice(8)}`;
        await database.pool.query('UPDATE assignments SET id = $2 WHERE id = $1', [first.id, ofTomorrow]);
        const { assignment: second, isNew } = await log.begin(order);
        expect(isNew).toBe(true);
        await log.decide(second.id, confirm, []);
        await end(second.id);
        expect(await log.begin(order)).toMatchObject({ isNew: false, assignment: { id: second.id } });
        expect(await log.findByKey(order)).toMatchObject({ id: second.id });
      },
    );

    it('makes one assignment for concurrent requests with one key, and keeps it while it lives or is confirmed', async () => {
      const order = anOrder({ idempotencyKey: randomUUID() });
      const begun = await Promise.all(Array.from({ length: 8 }, () => log.begin(order)));
      expect(begun.filter(({ isNew }) => isNew)).toHaveLength(1);
      const [{ assignment }] = begun as [(typeof begun)[0]];
      expect(new Set(begun.map((one) => one.assignment.id)).size).toBe(1);
      await log.decide(assignment.id, confirm, []);
      await log.end(assignment.id, 'CONFIRMED', []);
      expect(await log.begin(order)).toMatchObject({ isNew: false, assignment: { id: assignment.id } });
    });

    it('begins a new assignment for a key whose assignment was cancelled', async () => {
      const order = anOrder({ idempotencyKey: randomUUID() });
      const { assignment } = await log.begin(order);
      await log.decide(assignment.id, cancel, []);
      const again = await log.begin(order);
      expect(again.isNew).toBe(true);
      expect(again.assignment.id).not.toBe(assignment.id);
    });

    it('refuses another order under the same key, but accepts the same key of another caller', async () => {
      const order = anOrder({ idempotencyKey: randomUUID() });
      await log.begin(order);
      await expect(log.begin({ ...order, driverAsked: 'd-2' })).rejects.toMatchObject({ status: 422 });
      await expect(log.begin({ ...order, rideId: randomUUID() })).rejects.toMatchObject({ status: 422 });
      expect(await log.begin({ ...order, requestedBy: 'r-2' })).toMatchObject({ isNew: true });
    });
  });
});
