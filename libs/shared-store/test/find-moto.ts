import { findS3Server } from '@ride-hailing/stack';

/** The program that `moto.fixture.ts` runs: prints the server that it found or fetched, or why there is none. */
findS3Server((line) => process.stderr.write(`${line}\n`)).then(
  (program) => process.stdout.write(JSON.stringify({ found: program })),
  (error: Error) => process.stdout.write(JSON.stringify({ fault: error.message })),
);
