// Runs a program that ends, with its descendants, when this process ends in any way.
import { spawn } from 'node:child_process';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parentOf, startMark } from './process-mark.mjs';

const SIGNALS = { SIGINT: 130, SIGTERM: 143, SIGHUP: 129 };
const KILL_AFTER_MS = 5_000;
const LOOK_AT_PARENT_EVERY_MS = 500;
const watchdogProgram = join(dirname(fileURLToPath(import.meta.url)), 'watchdog.mjs');

const send = (pid, signal) => {
  try {
    process.kill(process.platform === 'win32' ? pid : -pid, signal);
  } catch {
    // The process has just ended.
  }
};

/** Stops the program, alone or with its group, when this process is killed and cannot do so. */
export function watchdogFor(pid, { group = true } = {}) {
  const stdio = ['pipe', 'ignore', 'ignore'];
  const watchdog = spawn(process.execPath, [watchdogProgram], { detached: true, stdio, cwd: '/', env: {} });
  watchdog.on('error', () => undefined);
  watchdog.stdin.on('error', () => undefined);
  watchdog.unref();
  const child = { watch: pid, mark: startMark(pid), stopSignal: 'SIGTERM', group };
  watchdog.stdin.write(`${JSON.stringify(child)}\n`);
  return {
    close: () => watchdog.stdin.end(`${JSON.stringify({ forget: pid })}\n`),
  };
}

/** npm and its shell end on SIGTERM without passing it on; a launcher of Node may be between them and this process. */
const parents = () => {
  const launcher = process.env.NODE_LAUNCHER_PID === String(process.ppid) ? process.ppid : undefined;
  const shell = launcher === undefined ? process.ppid : parentOf(launcher);
  return [launcher, shell, parentOf(shell)].join();
};

/**
 * Runs a program in its own process group. SIGINT, SIGTERM and SIGHUP end it before this process.
 * @param onStart receives its pid
 * @returns its exit code or signal, its stderr, and the exit code for this process if a signal stopped it
 */
export async function runGroup(command, args, options, { withinMs, onStart }) {
  const detached = process.platform !== 'win32';
  const child = spawn(command, args, { ...options, detached, stdio: ['ignore', 'inherit', 'pipe'] });
  let complaints = '';
  let stopped;
  let killTimer;
  const end = (signal) => {
    send(child.pid, signal);
    killTimer ??= setTimeout(() => send(child.pid, 'SIGKILL'), KILL_AFTER_MS);
  };
  const stop = (signal) => {
    stopped ??= signal;
    end(signal);
  };
  child.stderr.on('data', (data) => (complaints += data));
  const ended = new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code, signal) => resolve(code ?? signal));
  });
  if (!child.pid) return { end: await ended, complaints };
  const watchdog = watchdogFor(child.pid);
  const handlers = Object.keys(SIGNALS).map((signal) => [signal, () => stop(signal)]);
  for (const [signal, handler] of handlers) process.on(signal, handler);
  const timeout = setTimeout(() => end('SIGTERM'), withinMs);
  const above = parents();
  const looking = setInterval(() => {
    if (process.env.npm_lifecycle_event && parents() !== above) stop('SIGTERM');
  }, LOOK_AT_PARENT_EVERY_MS);
  onStart(child.pid);
  try {
    return { end: await ended, complaints, exitCode: stopped && SIGNALS[stopped] };
  } finally {
    for (const [signal, handler] of handlers) process.off(signal, handler);
    for (const timer of [timeout, killTimer]) clearTimeout(timer);
    clearInterval(looking);
    watchdog.close();
  }
}
