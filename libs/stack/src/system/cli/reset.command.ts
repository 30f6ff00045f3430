import { existsSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { dataFolderOf } from '../../servers/start-infrastructure';
import { StackError } from '../../stack.errors';
import { describeHolder, lockFileOf, lockHolder, takeLock } from '../checkout/checkout-lock';
import { endOrphans } from '../checkout/orphans';
import { DEFAULT_PORT_BASE } from '../../servers/port-block';
import { noArguments } from './arguments';
import { say, stackFolder } from './console';

/** `npm run reset`: wipes databases, streams, logs and passwords of this checkout. */
export async function reset(args: readonly string[]): Promise<void> {
  if (noArguments(args).help)
    return say('npm run reset    wipes the data, logs and passwords of this checkout');
  const folder = stackFolder();
  const lock = takeLock(folder, 'npm run reset', DEFAULT_PORT_BASE);
  if (!lock) {
    const holder = lockHolder(folder);
    const who = holder ? describeHolder(holder) : `another process, by ${lockFileOf(folder)}`;
    throw new StackError(`Still running (${who}): stop it first`);
  }
  try {
    const existed = existsSync(folder);
    await endOrphans(folder);
    // Postgres' data may be in another folder, and still exist when this folder was deleted manually.
    const dataFolder = dataFolderOf(folder);
    const hadData = existed || existsSync(join(dataFolder, 'postgres'));
    const folders = [...new Set([dataFolder, folder])];
    for (const one of folders) rmSync(one, { recursive: true, force: true, maxRetries: 5 });
    say(hadData ? `Wiped ${folders.join(' and ')}` : 'There was nothing to wipe.');
  } finally {
    lock.release();
  }
}
