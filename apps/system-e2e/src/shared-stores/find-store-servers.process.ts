import { findRedisServer, findS3Server } from '@ride-hailing/stack';

const log = (line: string) => process.stderr.write(`${line}\n`);

/** Prints the servers of Redis and S3, found or fetched, or why one of them is not there. */
Promise.all([findRedisServer(log), findS3Server(log)]).then(
  ([redis, s3]) => process.stdout.write(JSON.stringify({ found: { redis, s3 } })),
  (error: Error) => process.stdout.write(JSON.stringify({ fault: error.message })),
);
