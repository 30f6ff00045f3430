import { readExternal } from '../../servers/external';
import { appCommand } from '../../servers/provision';
import { baseEnvironment } from '../../servers/processes/base-environment';
import { runOneShot } from './one-shot';
import { runningAccess } from './running-access';

/** A broker that runs elsewhere needs nothing of ours to run. */
function brokerOfOperator(): Record<string, string> {
  const { nats } = readExternal(process.env);
  if (nats) return { NATS_URL: nats.url, NATS_USER: 'operator', NATS_PASSWORD: nats.passwords.operator };
  const { access } = runningAccess();
  const { user, password } = access.credentials('operator');
  return { NATS_URL: access.natsUrl, NATS_USER: user, NATS_PASSWORD: password };
}

/** `npm run dead-letters`: hands over to the app, with the operator's login to the broker. */
export async function deadLetters(args: readonly string[]): Promise<void> {
  const broker = args.includes('--help') ? {} : brokerOfOperator();
  process.exitCode = await runOneShot([...appCommand('dead-letters', false), ...args], {
    ...baseEnvironment(),
    ...broker,
  });
}
