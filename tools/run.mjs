// `node tools/run.mjs <program> [<argument> …]`: runs a program of node_modules under a supported Node.
import { spawn } from 'node:child_process';
import { realpathSync } from 'node:fs';
import { constants } from 'node:os';
import { bin, ensureDependencies } from './dependencies.mjs';

await ensureDependencies();
const [name, ...args] = process.argv.slice(2);
const child = spawn(process.execPath, [realpathSync(bin(name)), ...args], {
  stdio: 'inherit',
});
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal));
child.on('close', (code, signal) => (process.exitCode = code ?? 128 + constants.signals[signal]));
