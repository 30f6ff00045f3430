import { connect } from 'node:net';
import { isSameProcess } from '../../servers/processes/process-table';
import { isReadyAt } from '../service-process';
import { type ProcessRecord, readStackFile } from '../checkout/stack-file';
import { noArguments } from './arguments';
import { say, stackFolder, table } from './console';

const CONNECT_WITHIN_MS = 1_000;

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
  return isReady ? 'ready' : 'not ready';
}

/** `npm run status`: checks each process now. Exit code 1 unless all are ready. */
export async function status(args: readonly string[]): Promise<void> {
  if (noArguments(args).help) return say('npm run status    what runs where, and whether it is ready');
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
  say(...table([['', 'state', 'where', 'pid', 'log'], ...rows]));
  if (states.some((state) => state !== 'ready')) process.exitCode = 1;
}
