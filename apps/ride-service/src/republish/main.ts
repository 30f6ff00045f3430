import { withDatabase } from '@ride-hailing/service-kit';
import { commandFrom } from './command-line';
import { readEnvironment } from './config';
import { republishEvents } from './republish-events';

/** Flagging sorts all that is kept. */
const STATEMENT_TIMEOUT_MS = 60_000;

/** Has the events of rides published again after their stream was lost, says how it goes, and ends. */
async function main(args: readonly string[]): Promise<void> {
  const command = commandFrom(args);
  const { databaseUrl: url } = readEnvironment();
  const startedAt = performance.now();
  const say = (line: string) => void process.stdout.write(`${line}\n`);
  const options = {
    url,
    name: 'ride-service-republish',
    poolSize: 1,
    statementTimeoutMs: STATEMENT_TIMEOUT_MS,
  };
  await withDatabase(options, (database) => republishEvents(database, command, say));
  say(`done after ${((performance.now() - startedAt) / 1_000).toFixed(1)} s`);
}

main(process.argv.slice(2)).catch((error: unknown) => {
  process.stderr.write(`ride-events: ${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
});
