import { PROCESS_ACTIONS, systemSchema, type SystemProcess } from '@ride-hailing/contracts/without-grpc';
import { StackError } from '../../stack.errors';
import { until } from '../../servers/processes/until';
import { say } from './console';
import { readOptions } from './read-options';
import { runningControl, systemNow } from './running-control';

const READY_WITHIN_MS = 30_000;
const LOOK_EVERY_MS = 200;

const HELP = `npm run process -- start <name>      starts a process that has died or was stopped, and waits until it is ready
npm run process -- stop <name>       stops it gracefully
npm run process -- restart <name>    both, one after the other
npm run process -- promote <name>    makes the standby of Postgres the primary, and kills the old one, which becomes the
                                     standby when it is started again (npm start -- --cluster)
npm run process -- alone <name>      lets the primary of Postgres commit without its standby, which is killed, and gets a
                                     fresh copy when it is started again
npm run status names the processes. A fault of the process ends.`;

/** `npm run process`: changes one process of the running system. */
export async function processCommand(args: readonly string[]): Promise<void> {
  const options = { help: { type: 'boolean' } } as const;
  const { values, positionals } = readOptions(args, options, { allowPositionals: true });
  if (values.help) return say(HELP);
  const [verb, name, ...others] = positionals;
  const action = PROCESS_ACTIONS.find((one) => one === verb);
  if (!action || !name || others.length > 0) {
    const usage = `npm run process -- ${PROCESS_ACTIONS.join('|')} <name>`;
    throw new StackError(`${usage}; not "${positionals.join(' ')}"`);
  }
  const client = runningControl();
  const path = `/processes/${encodeURIComponent(name)}/${action}`;
  let system = systemSchema.parse(await client.ask({ method: 'POST', path }));
  const now = (): SystemProcess | undefined => system.processes.find((one) => one.name === name);
  if (action === 'stop') return say(`${name}: ${now()?.state}`);
  const isSettled = async () => {
    system = await systemNow(client);
    return ['ready', 'died'].includes(now()?.state ?? 'died');
  };
  await until(isSettled, READY_WITHIN_MS, LOOK_EVERY_MS);
  if (now()?.state === 'ready') return say(`${name}: ready, process ${now()?.pid}`);
  throw new StackError(`${name} is not ready: ${now()?.state}. Its log: ${now()?.log}`);
}
