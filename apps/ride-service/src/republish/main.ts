import { runJob, type Say, withDatabase } from '@ride-hailing/service-kit';
import { commandFrom, type RepublishEvents, type RepublishPublications } from './command-line';
import { readConfig, readEventsConfig } from './config';
import { publicationTargets } from '../publications/all-publications';
import { republishEvents } from './republish-events';
import { republishPublications } from './republish-publications';

const databaseOptions = (url: string) => ({
  url,
  name: 'ride-service-republish',
  poolSize: 1,
  // Flagging events sorts all rows that are kept.
  statementTimeoutMs: 60_000,
});

async function events(command: RepublishEvents, say: Say): Promise<void> {
  const { databaseUrl } = readEventsConfig();
  await withDatabase(databaseOptions(databaseUrl), (database) => republishEvents(database, command, say));
}

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

/** Publishes rides again after the stream or the store that they were published to was lost. */
async function republish(args: readonly string[], say: Say): Promise<void> {
  const command = commandFrom(args);
  const startedAt = performance.now();
  await (command.what === 'ride-events' ? events(command, say) : publications(command, say));
  say(`done after ${((performance.now() - startedAt) / 1_000).toFixed(1)} s`);
}

const args = process.argv.slice(2);
const job = args.includes('ride-publications') ? 'ride-publications' : 'ride-events';

void runJob(job, (say) => republish(args, say));
