import { readFileSync, realpathSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { allProcesses, commandOf, signalProcess, workingFolderOf } from '../processes/process-table';
import { until } from '../processes/until';
import { StackError } from '../../stack.errors';

const PREDECESSOR_ENDS_WITHIN_MS = 10_000;
const PROGRAM = /^(\S.*\/)?postgres(:? |$)/;

/** The server of this data folder and its children, which outlive a killed server for a moment. */
function postgresIn(data: string): number[] {
  const folder = realpathSync(data);
  return allProcesses().filter((pid) => {
    const command = commandOf(pid) ?? '';
    if (!PROGRAM.test(command)) return false;
    // The working folder of Postgres is its data folder, but that of another user's process may be unreadable.
    const place = workingFolderOf(pid);
    return place === undefined ? command.includes(`-D ${data} `) : place === folder;
  });
}

const textOf = (file: string): string | undefined => {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw new StackError(`${file} cannot be read: ${(error as Error).message}`, { cause: error });
  }
};

/** Why Postgres would refuse to start with this file; undefined when Postgres handles the file itself. */
function faultIn(text: string): string | undefined {
  if (text.trim() === '') return 'is empty';
  // The id is negative for a server in single-user mode.
  const [, digits] = /^-?([1-9]\d{0,6})\r?\n/.exec(text) ?? [];
  if (!digits) return 'does not begin with the id of a process';
  const pid = Number(digits);
  if (!signalProcess(pid, 0)) return undefined;
  return `names process ${pid}, which is by now another program (${commandOf(pid) ?? 'unknown'})`;
}

/**
 * Prepares this data folder for a new server. Postgres mistakes any living process of the same user whose id is in
 * postmaster.pid for a running server, and refuses an empty or damaged file. So this looks for a server that really
 * works on the folder, waits for its end, and removes a wrong postmaster.pid. A file that names no living process
 * is left to Postgres, which then also checks for processes that still use the old shared memory.
 * @throws StackError that names the process when a server still works on the folder after `endsWithinMs`
 */
export async function clearPostmasterLock(
  data: string,
  log: (line: string) => void,
  endsWithinMs = PREDECESSOR_ENDS_WITHIN_MS,
): Promise<void> {
  const isGone = await until(() => postgresIn(data).length === 0, endsWithinMs, 100);
  const [pid] = isGone ? [] : postgresIn(data);
  if (pid !== undefined) {
    throw new StackError(
      `A Postgres works on ${data} already: process ${pid} (${commandOf(pid)}). End it first: kill -INT ${pid}`,
    );
  }
  const file = join(data, 'postmaster.pid');
  const text = textOf(file);
  const fault = text === undefined ? undefined : faultIn(text);
  if (!fault) return;
  rmSync(file, { force: true });
  log(`Removed ${file}: it ${fault}, and no Postgres works on that folder`);
}
