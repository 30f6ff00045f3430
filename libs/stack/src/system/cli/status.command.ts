import type { System, SystemProcess } from '@ride-hailing/contracts/without-grpc';
import { connect } from 'node:net';
import { isSameProcess } from '../../servers/processes/process-table';
import { isReadyAt } from '../service-process';
import { type ProcessRecord, readStackFile } from '../checkout/stack-file';
import { ControlClient } from '../control/control-client';
import { noArguments } from './arguments';
import { say, stackFolder, table } from './console';
import { faultRows, systemNow } from './running-control';

const CONNECT_WITHIN_MS = 1_000;
/** Commands in the documents take the process id from the fourth column. */
const COLUMNS = ['', 'state', 'where', 'pid', 'log'];

const accepts = (url: string): Promise<boolean> =>
  new Promise((resolve) => {
    const { hostname, port } = new URL(url);
    const socket = connect({ host: hostname, port: Number(port), timeout: CONNECT_WITHIN_MS });
    const answer = (accepted: boolean) => {
      socket.destroy();
      resolve(accepted);
    };
    socket.once('connect', () => answer(true));
    for (const event of ['error', 'timeout']) socket.once(event, () => answer(false));
  });

async function stateOf({ pid, mark, url, ready }: ProcessRecord): Promise<string> {
  if (pid === null || !isSameProcess(pid, mark ?? undefined)) return 'not running';
  const isReady = url.startsWith('http') ? await isReadyAt(url) : ready && (await accepts(url));
  return isReady ? 'ready' : 'not-ready';
}

/** `died (SIGKILL)`, `died (exit code 1)`; other states as they are. */
const inWords = ({ state, end }: SystemProcess): string =>
  state === 'died' ? `died (${end?.signal ?? `exit code ${end?.code}`})` : state;

function showSystem({ processes, faults }: System): void {
  const rows = processes.map((one) => [one.name, inWords(one), one.url, String(one.pid ?? '-'), one.log]);
  say(...table([COLUMNS, ...rows]));
  const primary = processes.find(({ role }) => role === 'primary');
  if (primary) say('', `${primary.name} is the primary of Postgres.`);
  if (faults.length > 0)
    say('', 'Faults at work; npm run faults -- heal ends them:', ...table(faultRows(faults)));
  const dead = processes.find(({ state }) => state === 'died');
  if (dead) say('', `Start it again with: npm run process -- start ${dead.name}`);
  if (processes.some(({ state }) => state !== 'ready')) process.exitCode = 1;
}

/** What runs without a control API, such as by nx serve, or while it stops. */
async function showRecord(): Promise<void> {
  const record = readStackFile(stackFolder());
  const states = await Promise.all((record?.processes ?? []).map(stateOf));
  if (!record || states.every((state) => state === 'not running')) {
    process.exitCode = 1;
    return say('Nothing runs. Start it with: npm start');
  }
  const rows = record.processes.map(({ name, pid, url, log }, index) => [
    name,
    states[index] ?? '',
    url,
    String(pid ?? '-'),
    log,
  ]);
  say(...table([COLUMNS, ...rows]));
  if (states.some((state) => state !== 'ready')) process.exitCode = 1;
}

/** `npm run status`: checks each process now. Exit code 1 unless all are ready. */
export async function status(args: readonly string[]): Promise<void> {
  if (noArguments(args).help)
    return say('npm run status    what runs where, whether it is ready, and which faults are at work');
  const client = ControlClient.in(stackFolder());
  const system = client && (await systemNow(client).catch(() => undefined));
  if (system) showSystem(system);
  else await showRecord();
}
