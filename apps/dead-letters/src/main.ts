import { DEAD_LETTER_STREAMS } from '@ride-hailing/contracts';
import { DeadLetterBox } from '@ride-hailing/messaging';
import { commandFrom, HELP } from './command-line';
import { readConfig } from './config';
import { runCommand } from './run-command';

/** Shows dead letters or sends them again, and ends. */
async function main(): Promise<void> {
  const streams = DEAD_LETTER_STREAMS.map(({ name }) => name);
  const command = commandFrom(process.argv.slice(2), streams);
  const say = (line: string) => process.stdout.write(`${line}\n`);
  if (command.name === 'help') return void say(HELP);
  const { natsUrl: url, natsUser: user, natsPassword: password } = readConfig();
  const login = { url, user, password, name: 'dead-letters' };
  const boxes: DeadLetterBox[] = [];
  try {
    for (const stream of streams) boxes.push(await DeadLetterBox.open(login, stream));
    await runCommand(command, boxes, say);
  } finally {
    await Promise.all(boxes.map((box) => box.close()));
  }
}

main().catch((error: unknown) => {
  process.stderr.write(`dead-letters: ${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
});
