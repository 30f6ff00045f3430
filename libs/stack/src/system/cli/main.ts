import { StackError } from '../../stack.errors';
import { certificates } from './certificates.command';
import { faults } from './faults.command';
import { deadLetters, forget, provisionCommand, serviceJob } from './jobs.command';
import { processCommand } from './process.command';
import { reset } from './reset.command';
import { serve } from './serve.command';
import { sql } from './sql.command';
import { start } from './start.command';
import { status } from './status.command';
import { token } from './token.command';

const COMMANDS: Readonly<Record<string, (args: readonly string[]) => Promise<void>>> = {
  start,
  status,
  reset,
  serve,
  'dead-letters': deadLetters,
  rebuild: serviceJob('rebuild'),
  reconcile: serviceJob('reconcile'),
  provision: provisionCommand,
  republish: serviceJob('republish'),
  forget,
  sql,
  token,
  certificates,
  faults,
  process: processCommand,
};

/** Runs one command. A StackError is shown without its stack, any other error with it. */
export async function main([name = '', ...args]: readonly string[]): Promise<void> {
  const command = COMMANDS[name];
  try {
    if (!command)
      throw new StackError(`unknown command "${name}": one of ${Object.keys(COMMANDS).join(', ')}`);
    await command(args);
    process.exit();
  } catch (error) {
    console.error(error instanceof StackError ? `\n${error.message}` : error);
    process.exit(1);
  }
}
