import { runJob, type Say, withDatabase } from '@ride-hailing/service-kit';
import { commandFrom, type RepublishCommand, type RepublishPublications } from './command-line';
import { readConfig, readEventsConfig } from './config';
import { publicationTargets } from '../publications/all-publications';
import { republishEvents } from './republish-events';
import { republishPublications } from './republish-publications';

/** Flagging sorts all that is kept. */
const STATEMENT_TIMEOUT_MS = 60_000;

const databaseOptions = (url: string) => ({
  url,
  name: 'ride-service-republish',
  poolSize: 1,
  statementTimeoutMs: STATEMENT_TIMEOUT_MS,
});

async function publications(command: RepublishPublications, say: Say): Promise<void> {
  const config = readConfig();
  await withDatabase(databaseOptions(config.databaseUrl), async (database) => {
    const targets = publicationTargets(database, config);
    try {
      await republishPublications(database, targets, command, say);
    } finally {
      await Promise.all(targets.map((target) => target.close()));
    }
  });
}

async function run(command: RepublishCommand, say: Say): Promise<void> {
  if (command.what === 'ride-publications') return publications(command, say);
  const { databaseUrl } = readEventsConfig();
  await withDatabase(databaseOptions(databaseUrl), (database) => republishEvents(database, command, say));
}

/** Has rides published again after what they were published to was lost, says how it goes, and ends. */
async function republish(args: readonly string[], say: Say): Promise<void> {
  const command = commandFrom(args);
  const startedAt = performance.now();
  await run(command, say);
  say(`done after ${((performance.now() - startedAt) / 1_000).toFixed(1)} s`);
}

const args = process.argv.slice(2);
const job = args.includes('ride-publications') ? 'ride-publications' : 'ride-events';

void runJob(job, (say) => republish(args, say));
