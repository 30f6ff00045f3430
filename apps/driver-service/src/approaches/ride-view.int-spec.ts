import { integrationInfrastructure, type SpecDatabase } from '@ride-hailing/stack';
import { UnavailableProblem } from '@ride-hailing/service-kit';
import { Pool } from 'pg';
import { aRideDocument } from '../../test/ride-document.builder';
import { createPublishedView, rowOf, upsertRow } from '../../test/published-view';
import { RideViewClient } from './ride-view.client';
import { wholeRideOfDocument } from './whole-ride';

/** Exceeds the statement time-out. */
const SLACK_MS = 1_000;

describe("the client of the owner's view", () => {
  let spec: SpecDatabase;
  let owner: Pool;
  let view: RideViewClient;

  beforeAll(async () => {
    spec = await integrationInfrastructure().createDatabase();
    owner = new Pool({ connectionString: spec.url, max: 2 });
  });

  beforeEach(() => {
    view = new RideViewClient(spec.url);
  });

  afterEach(() => view.onApplicationShutdown());

  afterAll(async () => {
    await owner.end();
    await spec.drop();
  });

  const ride = aRideDocument({
    stops: [],
    notes: 'two suitcases',
    fare: { amountMinor: 0, currency: 'KRW' },
  });

  it('reports the view as unavailable until it is published, and then reads it', async () => {
    await expect(view.currentRideOf('d-1')).rejects.toThrow(UnavailableProblem);
    await createPublishedView(owner);
    expect(await view.currentRideOf('d-1')).toBeNull();
    await upsertRow(owner, rowOf(ride));
    expect(await view.currentRideOf('d-1')).toEqual(wholeRideOfDocument(ride));
  });

  it('reads a view that has gained columns', async () => {
    await owner.query(
      'CREATE OR REPLACE VIEW published.current_rides AS SELECT *, 1 AS tip FROM stand_in_rides',
    );
    expect(await view.currentRideOf('d-1')).toEqual(wholeRideOfDocument(ride));
  });

  it('reports a locked view as unavailable, without waiting for the lock', async () => {
    const locking = await owner.connect();
    await locking.query('BEGIN');
    await locking.query('LOCK TABLE stand_in_rides IN ACCESS EXCLUSIVE MODE');
    const startedAt = performance.now();
    await expect(view.currentRideOf('d-1')).rejects.toThrow(UnavailableProblem);
    expect(performance.now() - startedAt).toBeLessThan(1_000 + SLACK_MS);
    await locking.query('ROLLBACK');
    locking.release();
    expect(await view.currentRideOf('d-1')).toEqual(wholeRideOfDocument(ride));
  });

  it('reports a view that has lost a column as unavailable', async () => {
    await owner.query('DROP VIEW published.current_rides');
    await owner.query('CREATE VIEW published.current_rides AS SELECT ride_id, driver_id FROM stand_in_rides');
    await expect(view.currentRideOf('d-1')).rejects.toThrow(UnavailableProblem);
  });
});
