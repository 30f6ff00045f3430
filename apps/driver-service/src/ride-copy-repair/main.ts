import { Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { Database, DatabaseModule } from '@ride-hailing/service-kit';
import { setTimeout as delay } from 'node:timers/promises';
import { RideCopy } from '../ride-copy/ride-copy.service';
import { readRepairEnvironment } from './config';
import { CopyTable } from './copy-table';
import { DIFFERENCE_KINDS } from './differences';
import { OwnerEssentials } from './owner-essentials.source';
import { rebuild } from './rebuild';
import { Reconciliation, type ReconcileReport } from './reconcile';

const DATABASE_WITHIN_MS = 15_000;
const TELL_EVERY_MS = 1_000;

type Say = (line: string) => void;
type Job = (owner: OwnerEssentials, database: Database, say: Say) => Promise<void>;

@Module({})
class RepairModule {}

/** At most one line a second. */
function seldom<T>(tell: (progress: T) => void): (progress: T) => void {
  let toldAt = performance.now();
  return (progress) => {
    if (performance.now() - toldAt < TELL_EVERY_MS) return;
    toldAt = performance.now();
    tell(progress);
  };
}

const rebuildCopy: Job = async (owner, database, say) => {
  const tell = ({ rides, written }: { rides: number; written: number }) =>
    say(`${rides} rides read, ${written} written`);
  tell(await rebuild(owner, new RideCopy(database), seldom(tell)));
};

const found = ({ repaired }: ReconcileReport): string =>
  DIFFERENCE_KINDS.map((kind) => `${repaired[kind]} ${kind}`).join(', ');

const reconcileCopy: Job = async (owner, database, say) => {
  const table = new CopyTable(database);
  const job = new Reconciliation(
    owner,
    table,
    new RideCopy(database),
    seldom((report) => say(`${report.rides} rides compared; repaired so far: ${found(report)}`)),
  );
  const report = await job.run();
  say(`${report.rides} rides compared in ${report.buckets} buckets, ${report.differing} of them row by row`);
  say(`repaired: ${found(report)} (a ride missing or behind may just have been on its way)`);
  if (report.left > 0) throw new Error(`${report.left} rows are still wrong: run it again`);
};

const JOBS: Readonly<Record<string, Job>> = { rebuild: rebuildCopy, reconcile: reconcileCopy };

/** Rebuilds the copy of rides or mends it, says what it did, and ends. The service may run meanwhile. */
async function main([name = '', what = '', ...more]: readonly string[]): Promise<void> {
  const job = JOBS[name];
  if (!job || what !== 'ride-copy' || more.length > 0) {
    throw new Error(`what to do? ${Object.keys(JOBS).join(' or ')}, then ride-copy`);
  }
  const say = (line: string) => void process.stdout.write(`${line}\n`);
  const { databaseUrl: url, rideServiceGrpcUrl } = readRepairEnvironment();
  const startedAt = performance.now();
  const owner = new OwnerEssentials(rideServiceGrpcUrl);
  // It changes no table: that is for the service alone.
  const options = { url, name: `driver-service-${name}`, entities: [], migrations: [], poolSize: 2 };
  const app = await NestFactory.createApplicationContext(
    { module: RepairModule, imports: [DatabaseModule.forRoot(options)] },
    { logger: ['error', 'warn'] },
  );
  try {
    const database = app.get(Database);
    const isReady = await Promise.race([
      database.whenReady().then(() => true),
      delay(DATABASE_WITHIN_MS, false, { ref: false }),
    ]);
    if (!isReady) throw new Error(`the database cannot be reached within ${DATABASE_WITHIN_MS / 1_000} s`);
    await job(owner, database, say);
    say(`done after ${((performance.now() - startedAt) / 1_000).toFixed(1)} s`);
  } finally {
    owner.close();
    await app.close();
  }
}

main(process.argv.slice(2)).catch((error: unknown) => {
  process.stderr.write(`ride-copy: ${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
});
