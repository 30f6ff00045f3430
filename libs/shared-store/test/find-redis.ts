import { findRedisServer } from '@ride-hailing/stack';

/** The program that `redis.fixture.ts` runs: prints the server that it found or fetched, or why there is none. */
findRedisServer((line) => process.stderr.write(`${line}\n`)).then(
  (binary) => process.stdout.write(JSON.stringify({ binary })),
  (error: Error) => process.stdout.write(JSON.stringify({ fault: error.message })),
);
