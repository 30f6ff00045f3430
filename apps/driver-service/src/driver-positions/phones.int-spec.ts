import { RefusalReason } from '@ride-hailing/contracts';
import { aDriverUpdate, aSequence, ParticipantClient } from '@ride-hailing/testing';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { uuidv7 } from 'uuidv7';
import { Component } from '../../test/component';
import type { DriverAnswer } from '../drivers/drivers.dto';
import { DriverDto } from '../drivers/drivers.dto';

jest.setTimeout(120_000);

const SEOUL = { lat: 37.5665, lng: 126.978 };
const METRES_NORTH = 1 / 111_195;
const PAGE = join(__dirname, '../../../../docs/operating.md');
const SECTION = /^## A driver stands still$[^]*?^## /m;
const COMMAND = /^npm run --silent sql -- driver-service "([^"]+)"/gm;

/**
 * The documented statements that find and repair such a driver, between one that creates the fault and one that checks.
 */
function statementsOfPage(): { find: string; repair: string } {
  const [section = ''] = SECTION.exec(readFileSync(PAGE, 'utf8')) ?? [];
  const [, find = '', repair = ''] = [...section.matchAll(COMMAND)].map(([, sql]) => sql);
  return { find, repair };
}

describe('updates from phones', () => {
  let component: Component;
  let participant: ParticipantClient;

  beforeAll(async () => {
    component = await Component.start({ freeWithinMs: 60_000, assignWithinM: 2_500 });
    participant = new ParticipantClient(component.grpcUrl);
  });

  afterAll(async () => {
    participant.close();
    await component.stop();
  });

  beforeEach(async () => {
    component.deadLetters.length = 0;
    await component.database.pool.query('TRUNCATE driver_positions, ride_copy, reservations');
  });

  const send = async (...updates: readonly Parameters<typeof aDriverUpdate>[0][]): Promise<void> => {
    await component.publishUpdates(...updates.map((update) => aDriverUpdate({ position: SEOUL, ...update })));
    await component.allSettled();
  };
  const away = (metres: number) => ({ lat: SEOUL.lat + metres * METRES_NORTH, lng: SEOUL.lng });
  const nearest = async (query = '', { lat, lng } = SEOUL): Promise<string[]> => {
    const path = `/drivers/nearest?lat=${lat}&lng=${lng}${query}`;
    const { body } = await component.get<{ drivers: { driverId: string }[] }>(path);
    return body.drivers.map(({ driverId }) => driverId);
  };
  const driver = async (driverId: string) => (await component.get<DriverAnswer>(`/drivers/${driverId}`)).body;
  const tryNearest = (near = SEOUL) => participant.try(uuidv7(), { rideId: uuidv7(), near });

  it('keeps a sequence from the far future from blocking a driver: the next honest update is stored', async () => {
    await send({ sequence: aSequence(1) }, { sequence: Number.MAX_SAFE_INTEGER, position: away(900) });
    await send({ sequence: aSequence(2), position: away(100) });
    expect((await driver('d-1')).sources.position.sequence).toBe(aSequence(2));
    expect(component.deadLetters).toEqual([
      {
        subject: 'drivers.update.d-1',
        reason: expect.stringMatching(/^invalid: sequence: 9007199254740991 is not/) as string,
      },
    ]);
  });

  it("accepts a driver's updates again after the operator's documented repair", async () => {
    const { find, repair } = statementsOfPage();
    const { pool } = component.database;
    await send({ driverId: 'd-17' }, { driverId: 'd-18' });
    await pool.query("UPDATE driver_positions SET sequence = 9007199254740991 WHERE driver_id = 'd-17'");
    await send({ driverId: 'd-17', sequence: aSequence(2) });
    expect((await driver('d-17')).sources.position.sequence).toBe(9_007_199_254_740_991);

    expect((await pool.query(find)).rows).toMatchObject([{ driver_id: 'd-17' }]);
    await pool.query(repair);
    await send({ driverId: 'd-17', sequence: aSequence(3) });
    expect(await driver('d-17')).toMatchObject({
      free: true,
      sources: { position: { sequence: aSequence(3) } },
    });
    expect((await pool.query(find)).rows).toEqual([]);
  });

  it('finds no driver who is too far away, for a search or for a ride', async () => {
    await send({ driverId: 'd-near', position: away(2_400) });
    await send(
      { driverId: 'd-far', position: away(2_600) },
      { driverId: 'd-farther', position: away(60_000) },
    );
    expect(await nearest()).toEqual(['d-near', 'd-far']);
    expect(await nearest('&maxDistanceM=2500')).toEqual(['d-near']);
    expect(await nearest('&maxDistanceM=20000000')).toEqual(['d-near', 'd-far', 'd-farther']);
    expect(await tryNearest()).toEqual({ driverId: 'd-near' });
    expect(await tryNearest()).toEqual({
      reason: RefusalReason.NO_DRIVER_FREE,
      detail: 'No driver is free within 2.5 km now.',
    });
    expect(await participant.try(uuidv7(), { rideId: uuidv7(), driverId: 'd-farther' })).toEqual({
      driverId: 'd-farther',
    });
  });

  it.each<[string, Parameters<typeof aDriverUpdate>[0]]>([
    ['an accuracy of 9 km', { accuracy: 9_000 }],
    ['0, 0', { position: { lat: 0, lng: 0 } }],
  ])('hides a driver from searches by place after %s, until the next accurate update', async (_, given) => {
    const { position = SEOUL } = given ?? {};
    await send({ ...given, sequence: aSequence(1) });
    expect(await nearest('', position)).toEqual([]);
    expect(await nearest('&maxDistanceM=20000000', position)).toEqual([]);
    expect(await tryNearest(position)).toMatchObject({ reason: RefusalReason.NO_DRIVER_FREE });
    const shown = await driver('d-1');
    expect(DriverDto.schema.parse(shown)).toEqual(shown);
    expect(shown).toMatchObject({ free: true, position: { ...position, accurate: false } });
    await send({ sequence: aSequence(2), accuracy: 1_000 });
    expect(await nearest()).toEqual(['d-1']);
    expect(await driver('d-1')).toMatchObject({ position: { ...SEOUL, accurate: true } });
  });

  it('accepts a position that jumps, since the next update corrects a wrong fix', async () => {
    await send({ sequence: aSequence(1) });
    await send({ sequence: aSequence(2), position: away(30_000) });
    expect(await nearest('', away(30_000))).toEqual(['d-1']);
    await send({ sequence: aSequence(3) });
    expect(await nearest('&maxDistanceM=100')).toEqual(['d-1']);
  });
});
