import { existsSync, rmSync } from 'node:fs';
import { dataFolderOf } from '../infrastructure/start-infrastructure';
import { StackError } from '../stack.errors';
import { takeLock, lockHolder } from '../system/checkout-lock';
import { endOrphans } from '../system/orphans';
import { DEFAULT_PORT_BASE } from '../ports/port-block';
import { noArguments } from './arguments';
import { say, stackFolder } from './console';

/** `npm run reset`: wipes databases, streams, logs and passwords of this checkout. */
export async function reset(args: readonly string[]): Promise<void> {
  if (noArguments(args).help)
    return say('npm run reset    wipes the data, logs and passwords of this checkout');
  const folder = stackFolder();
  if (!existsSync(folder)) return say('There was nothing to wipe.');
  if (!takeLock(folder, 'npm run reset', DEFAULT_PORT_BASE)) {
    const holder = lockHolder(folder);
    throw new StackError(`Still running (${holder?.command}, process ${holder?.pid}): stop it first`);
  }
  await endOrphans(folder);
  const folders = [...new Set([dataFolderOf(folder), folder])];
  for (const one of folders) rmSync(one, { recursive: true, force: true, maxRetries: 5 });
  say(`Wiped ${folders.join(' and ')}`);
}
