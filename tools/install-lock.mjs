// Allows one installation at a time in a checkout, since two in one folder break each other.
import { linkSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { isAlive, startMark } from './process-mark.mjs';

const fileIn = (root) => join(root, '.installing.json');

const read = (file) => {
  try {
    const { members } = JSON.parse(readFileSync(file, 'utf8'));
    return Array.isArray(members) ? members : [];
  } catch {
    return [];
  }
};

/** The processes that are installing in this checkout. */
export const installers = (root) =>
  read(fileIn(root)).flatMap(({ pid, mark }) => (isAlive(pid, mark) ? [pid] : []));

const linked = (from, to) => {
  try {
    linkSync(from, to);
    return true;
  } catch (error) {
    if (error.code === 'EEXIST') return false;
    throw error;
  }
};

/** Moves a dead process's lock away, and puts it back if another process has renewed it meanwhile. */
function clearStale(root) {
  const file = fileIn(root);
  const away = `${file}.${process.pid}.stale`;
  try {
    renameSync(file, away);
  } catch {
    return;
  }
  if (read(away).some(({ pid, mark }) => isAlive(pid, mark))) linked(away, file);
  rmSync(away, { force: true });
}

/** Undefined when another process installs. `add` names a further process that must end before the lock is free. */
export function takeInstallLock(root) {
  if (installers(root).length > 0) return undefined;
  const file = fileIn(root);
  const scratch = `${file}.${process.pid}`;
  const members = [{ pid: process.pid, mark: startMark(process.pid) }];
  const write = () => writeFileSync(scratch, JSON.stringify({ members }));
  write();
  try {
    if (!linked(scratch, file)) {
      clearStale(root);
      if (!linked(scratch, file)) return undefined;
    }
  } finally {
    rmSync(scratch, { force: true });
  }
  return {
    add: (pid) => {
      members.push({ pid, mark: startMark(pid) });
      write();
      renameSync(scratch, file);
    },
    release: () => rmSync(file, { force: true }),
  };
}
