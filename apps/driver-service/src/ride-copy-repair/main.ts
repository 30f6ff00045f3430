import { seldom } from '@ride-hailing/timing';
import { type Database, runJob, type Say, withDatabase } from '@ride-hailing/service-kit';
import { RideCopy } from '../ride-copy/ride-copy.service';
import { commandFrom, type RepairCommand } from './command-line';
import { readConfig } from './config';
import { CopyTable } from './copy-table';
import { DIFFERENCE_KINDS } from './differences';
import { hasCopyTable, restoreCopyTable } from './lost-table';
import { OwnerEssentialsClient } from './owner-essentials.client';
import { PatientOwner } from './patient-owner';
import { rebuild, type RebuildProgress } from './rebuild';
import { Reconciliation, type ReconcileReport } from './reconcile';

const REPORT_EVERY_MS = 1_000;
const REPORT_OUTAGE_EVERY_MS = 5_000;

type Job = (owner: PatientOwner, database: Database, say: Say) => Promise<void>;

const rebuildCopy: Job = async (owner, database, say) => {
  if (await restoreCopyTable(database)) say('the table was gone, and has been created again');
  const report = ({ rides, written }: RebuildProgress) => say(`${rides} rides read, ${written} written`);
  report(await rebuild(owner, new RideCopy(database), seldom(report, REPORT_EVERY_MS)));
};

const found = ({ repaired }: ReconcileReport): string =>
  DIFFERENCE_KINDS.map((kind) => `${repaired[kind]} ${kind}`).join(', ');

const reconcileCopy: Job = async (owner, database, say) => {
  if (!(await hasCopyTable(database)))
    throw new Error('the table is gone: npm run rebuild -- ride-copy creates it again');
  const report = (soFar: ReconcileReport) =>
    say(`${soFar.rides} rides compared; repaired so far: ${found(soFar)}`);
  const job = new Reconciliation(
    owner,
    new CopyTable(database),
    new RideCopy(database),
    seldom(report, REPORT_EVERY_MS),
  );
  const end = await job.run();
  say(`${end.rides} rides compared in ${end.buckets} buckets, ${end.differing} of them row by row`);
  say(`repaired: ${found(end)} (a ride missing or behind may just have been on its way)`);
  if (end.left > 0) throw new Error(`${end.left} rows are still wrong: run it again`);
};

const JOBS: Readonly<Record<RepairCommand['job'], Job>> = { rebuild: rebuildCopy, reconcile: reconcileCopy };

/** Rebuilds or reconciles the copy of rides, reports what it did, and ends. The service may run meanwhile. */
async function repair(say: Say): Promise<void> {
  const { job, patienceMs } = commandFrom(process.argv.slice(2));
  const { databaseUrl: url, rideServiceGrpcUrl, tlsFolder } = readConfig();
  const startedAt = performance.now();
  const owner = new OwnerEssentialsClient(rideServiceGrpcUrl, tlsFolder);
  const over = new AbortController();
  const patient = new PatientOwner(owner, {
    patienceMs,
    signal: over.signal,
    onAway: seldom(
      (reason: string) => say(`Ride Service does not answer (${reason}), trying again …`),
      REPORT_OUTAGE_EVERY_MS,
      { isFirstSoon: true },
    ),
    onBack: () => say('Ride Service answers again'),
  });
  try {
    const options = { url, name: `driver-service-${job}`, poolSize: 2 };
    await withDatabase(options, (database) => JOBS[job](patient, database, say));
    say(`done after ${((performance.now() - startedAt) / 1_000).toFixed(1)} s`);
  } finally {
    // When a row cannot be written, the next page may still be on its way.
    over.abort();
    owner.close();
  }
}

void runJob('ride-copy', repair);
