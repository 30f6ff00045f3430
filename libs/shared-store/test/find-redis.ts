import { findRedisServer } from '@ride-hailing/stack';

/** A program for `redis.fixture.ts`: prints the server that it found or fetched, or why there is none. */
findRedisServer((line) => process.stderr.write(`${line}\n`)).then(
  (binary) => process.stdout.write(JSON.stringify({ binary })),
  (error: Error) => process.stdout.write(JSON.stringify({ fault: error.message })),
);
