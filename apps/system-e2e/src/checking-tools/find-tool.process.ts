import { type CheckingTool, findCheckingTool } from '@ride-hailing/stack';

/** Prints the path of a checking tool, found or fetched, or why there is none. */
findCheckingTool(process.argv[2] as CheckingTool, (line) => process.stderr.write(`${line}\n`)).then(
  (path) => process.stdout.write(JSON.stringify({ path })),
  (error: Error) => process.stdout.write(JSON.stringify({ fault: error.message })),
);
