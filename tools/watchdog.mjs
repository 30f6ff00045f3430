// Stops the processes of a stack whose parent died without doing so (see libs/stack/src/processes/watchdog.ts).
// Learns of them by lines of JSON on stdin; the end of stdin is the parent's end.
import { readFileSync, rmSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { setTimeout as delay } from 'node:timers/promises';

const STOP_WITHIN_MS = 6_000;
const LOOK_EVERY_MS = 100;
const watched = new Map();
const folders = new Set();

for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => {});

const take = {
  watch: (message) => watched.set(message.watch, message),
  forget: (message) => watched.delete(message.forget),
  ownFolder: (message) => folders.add(message.ownFolder),
  forgetFolder: (message) => folders.delete(message.forgetFolder),
};

const startMark = (pid) => {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return fields[0] === 'Z' ? undefined : fields[19];
  } catch {
    return undefined;
  }
};

const isAlive = ({ watch: pid, mark }) => {
  if (process.platform === 'linux') return mark !== undefined && startMark(pid) === mark.split('@')[0];
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
};

const send = (pid, signal) => {
  try {
    process.kill(pid, signal);
  } catch {
    // it has just ended
  }
};

for await (const line of createInterface({ input: process.stdin })) {
  const message = JSON.parse(line);
  for (const key of Object.keys(message)) take[key]?.(message);
}

const left = () => [...watched.values()].filter(isAlive);
for (const { watch: pid, stopSignal } of left()) {
  send(pid, 'SIGCONT');
  send(pid, stopSignal);
}
const deadline = Date.now() + STOP_WITHIN_MS;
while (left().length > 0 && Date.now() < deadline) await delay(LOOK_EVERY_MS);
for (const { watch: pid } of left()) {
  send(-pid, 'SIGKILL');
  send(pid, 'SIGKILL');
}
for (const folder of folders) rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
