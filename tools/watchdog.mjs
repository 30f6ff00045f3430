// Stops the processes of a stack whose parent died without doing so (see libs/stack/src/servers/processes/watchdog.ts).
// Reads lines of JSON from stdin that name the processes; stdin closes when the parent ends.
import { rmSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { setTimeout as delay } from 'node:timers/promises';
import { isAlive as isSameProcess } from './process-mark.mjs';

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

const isAlive = ({ watch: pid, mark }) => isSameProcess(pid, mark?.split('@')[0]);

const send = (pid, signal) => {
  try {
    process.kill(pid, signal);
  } catch {
    // The process has just ended.
  }
};

for await (const line of createInterface({ input: process.stdin })) {
  const message = JSON.parse(line);
  for (const key of Object.keys(message)) take[key]?.(message);
}

const left = () => [...watched.values()].filter(isAlive);
for (const { watch: pid, stopSignal, group } of left()) {
  send(pid, 'SIGCONT');
  send(group ? -pid : pid, stopSignal);
}
const deadline = performance.now() + STOP_WITHIN_MS;
while (left().length > 0 && performance.now() < deadline) await delay(LOOK_EVERY_MS);
for (const { watch: pid } of left()) {
  send(-pid, 'SIGKILL');
  send(pid, 'SIGKILL');
}
for (const folder of folders) rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
