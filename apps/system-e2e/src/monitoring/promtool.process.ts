import { findPromtool } from '@ride-hailing/stack';

/** Prints the path of promtool, found or fetched, or why there is none. */
findPromtool((line) => process.stderr.write(`${line}\n`)).then(
  (path) => process.stdout.write(JSON.stringify({ path })),
  (error: Error) => process.stdout.write(JSON.stringify({ fault: error.message })),
);
