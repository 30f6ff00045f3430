import { DEAD_LETTERS } from '@ride-hailing/contracts';
import { DeadLetterBox } from '@ride-hailing/messaging';
import { commandFrom, HELP } from './command-line';
import { config } from './config';
import { runCommand } from './run-command';

/** Shows dead letters or sends them again, and ends. */
async function main(): Promise<void> {
  const command = commandFrom(process.argv.slice(2));
  const say = (line: string) => process.stdout.write(`${line}\n`);
  if (command.name === 'help') return void say(HELP);
  const { natsUrl: url, natsUser: user, natsPassword: password } = config();
  const box = await DeadLetterBox.open({ url, user, password, name: 'dead-letters' }, DEAD_LETTERS);
  try {
    await runCommand(command, box, say);
  } finally {
    await box.close();
  }
}

main().catch((error: unknown) => {
  process.stderr.write(`dead-letters: ${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
});
