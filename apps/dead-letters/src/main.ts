import { DEAD_LETTER_STREAMS } from '@ride-hailing/contracts';
import { brokerLogin, DeadLetterBox } from '@ride-hailing/messaging';
import { runJob, type Say } from '@ride-hailing/service-kit';
import { commandFrom, HELP } from './command-line';
import { readConfig } from './config';
import { runCommand } from './run-command';

/** Lists or shows dead letters, or sends them again. */
async function deadLetters(say: Say): Promise<void> {
  const streams = DEAD_LETTER_STREAMS.map(({ name }) => name);
  const command = commandFrom(process.argv.slice(2), streams);
  if (command.name === 'help') return void say(HELP);
  const login = brokerLogin(readConfig(), 'dead-letters');
  const boxes: DeadLetterBox[] = [];
  try {
    for (const stream of streams) boxes.push(await DeadLetterBox.open(login, stream));
    await runCommand(command, boxes, say);
  } finally {
    await Promise.all(boxes.map((box) => box.close()));
  }
}

void runJob('dead-letters', deadLetters);
