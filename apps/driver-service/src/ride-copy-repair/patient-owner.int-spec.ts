import { status } from '@grpc/grpc-js';
import { RemoteCallError } from '@ride-hailing/remote-calls';
import type { Database } from '@ride-hailing/service-kit';
import { FaultProxy, integrationInfrastructure, type SpecDatabase } from '@ride-hailing/stack';
import { aRideChanged, eventually } from '@ride-hailing/testing';
import { openLocalDatabase } from '../../test/local-database';
import { RideEssentialsStandIn } from '../../test/ride-essentials.stand-in';
import { RideCopy } from '../ride-copy/ride-copy.service';
import { CopyTable } from './copy-table';
import { OwnerEssentialsClient } from './owner-essentials.client';
import { PatientOwner } from './patient-owner';
import { rebuild } from './rebuild';
import { Reconciliation } from './reconcile';

jest.setTimeout(120_000);

const RIDES = 1_000;
const PAGE = 250;
const PAUSE_MS = 50;
const FAILURES = 3;

const idOf = (at: number) => `019ab3c2-7d00-7000-8000-${at.toString(16).padStart(12, '0')}`;

describe('a job while Ride Service is away', () => {
  const standIn = new RideEssentialsStandIn();
  const reasons: string[] = [];
  let back = 0;
  let proxy: FaultProxy;
  let owner: OwnerEssentialsClient;
  let spec: SpecDatabase;
  let database: Database;
  let close: (this: void) => Promise<void>;
  let copy: RideCopy;

  beforeAll(async () => {
    for (let at = 1; at <= RIDES; at += 1) standIn.rides.set(idOf(at), aRideChanged({ rideId: idOf(at) }));
    const [host = '', port] = (await standIn.start()).split(':');
    proxy = await FaultProxy.start({ host, port: Number(port) });
    owner = new OwnerEssentialsClient(proxy.address);
    spec = await integrationInfrastructure().createDatabase();
    ({ database, close } = await openLocalDatabase(spec.url));
    copy = new RideCopy(database);
  });

  afterAll(async () => {
    owner.close();
    await proxy.close();
    standIn.stop();
    await close();
    await spec.drop();
  });

  beforeEach(async () => {
    proxy.heal();
    reasons.length = 0;
    back = 0;
    standIn.listed.length = 0;
    standIn.onPage = async () => undefined;
    await database.pool.query('TRUNCATE ride_copy');
  });

  /** Brings the owner back after a few failures. */
  const patient = (patienceMs: number, mostFailures = FAILURES) =>
    new PatientOwner(owner, {
      patienceMs,
      pauseMs: PAUSE_MS,
      onAway: (reason) => {
        reasons.push(reason);
        if (reasons.length === mostFailures) proxy.heal();
      },
      onBack: () => (back += 1),
    });
  /** Stops the owner after two of the four pages. */
  const goneInTheMiddle = () => {
    standIn.onPage = async () => {
      if (standIn.listed.length === 2) setImmediate(() => proxy.set({ connections: 'reset' }));
    };
  };
  const countCopied = async () => (await new CopyTable(database).digest('', '')).count;

  it('waits during an outage of Ride Service, and continues with the page where it was', async () => {
    let written = 0;
    goneInTheMiddle();
    const progress = await rebuild(patient(60_000), copy, (now) => (written = now.written), PAGE);
    expect(progress).toEqual({ rides: RIDES, written: RIDES });
    expect(written).toBe(RIDES);
    // The client may still be pausing when the owner is back, so this is a lower bound.
    expect(reasons.length).toBeGreaterThanOrEqual(FAILURES);
    expect(new Set(reasons)).toEqual(new Set(['unavailable']));
    expect(back).toBe(1);
    // The page whose answer was lost is requested again, and none before it.
    const pages = [...new Set(standIn.listed.map(({ after }) => after))];
    expect(pages).toEqual(['', idOf(PAGE), idOf(2 * PAGE), idOf(3 * PAGE)]);
    expect(standIn.listed.filter(({ after }) => after === '')).toHaveLength(1);
    expect(await countCopied()).toBe(RIDES);
  });

  it('compares and repairs the copy when Ride Service is back', async () => {
    proxy.set({ connections: 'reset' });
    const job = new Reconciliation(patient(60_000), new CopyTable(database), copy, () => undefined);
    expect(await job.run()).toMatchObject({ rides: RIDES, repaired: { missing: RIDES }, left: 0 });
    expect(back).toBe(1);
  });

  it('gives up when an outage outlasts its patience, says so, and leaves what it has written', async () => {
    goneInTheMiddle();
    const startedAt = performance.now();
    const never = patient(3_000, Infinity);
    await expect(rebuild(never, copy, () => undefined, PAGE)).rejects.toThrow(
      /^Ride Service has not answered for 3 s \(unavailable\)\. .* run it again/,
    );
    const tookMs = Math.round(performance.now() - startedAt);
    console.log(`given up after ${tookMs} ms and ${reasons.length} failures`);
    expect(reasons.length).toBeGreaterThan(0);
    expect(tookMs).toBeLessThan(15_000);
    expect(await countCopied()).toBeGreaterThanOrEqual(PAGE);
  });

  it('tells at once that a page could not be written while Ride Service is away, and retries nothing after that', async () => {
    const over = new AbortController();
    const gone = new RemoteCallError('listRideEssentials', status.UNAVAILABLE, 'gone');
    const first = { rides: [aRideChanged({ rideId: idOf(1) })], more: true };
    const pages = {
      page: ({ after }: { after: string }) => (after === '' ? Promise.resolve(first) : Promise.reject(gone)),
      digest: () => Promise.reject(gone),
    };
    const patient = new PatientOwner(pages, {
      ...{ patienceMs: 60_000, pauseMs: PAUSE_MS, signal: over.signal },
      onAway: (reason) => reasons.push(reason),
      onBack: () => undefined,
    });
    const full = {
      apply: async () => {
        await eventually(() => reasons.length >= FAILURES);
        throw new Error('the disk is full');
      },
    };
    await expect(rebuild(patient, full, () => undefined)).rejects.toThrow('the disk is full');
    const waiting = patient.digest({ after: '', until: '', limit: 1 });
    over.abort();
    await expect(waiting).rejects.toBe(gone);
  });

  it('does not retry a call that Ride Service refused', async () => {
    const no = new RemoteCallError('listRideEssentials', status.INVALID_ARGUMENT, 'after is no id');
    const refusing = { page: () => Promise.reject(no), digest: () => Promise.reject(no) };
    const patient = new PatientOwner(refusing, {
      patienceMs: 60_000,
      onAway: (reason) => reasons.push(reason),
      onBack: () => undefined,
    });
    await expect(patient.page({ after: '', until: '', limit: 1 })).rejects.toBe(no);
    await expect(patient.digest({ after: '', until: '', limit: 1 })).rejects.toBe(no);
    expect(reasons).toEqual([]);
  });
});
