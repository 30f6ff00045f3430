import { constants, setPriority } from 'node:os';
import { messageOf } from '../logging/error-serializer';

/** Writes one line for the person who started the job. */
export type Say = (line: string) => void;

/**
 * Runs an operator's job, whose lines go to stdout. When it fails, its name and the error's message are one line on
 * stderr, and the exit code is 1. Its process has a lower priority than services: on a machine of both, those who
 * ask a service get the cores first.
 */
export async function runJob(name: string, job: (say: Say) => Promise<void>): Promise<void> {
  try {
    setPriority(constants.priority.PRIORITY_BELOW_NORMAL);
    await job((line) => void process.stdout.write(`${line}\n`));
  } catch (error) {
    process.stderr.write(`${name}: ${messageOf(error)}\n`);
    process.exitCode = 1;
  }
}
