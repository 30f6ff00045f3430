import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import type { CheckingTool } from '@ride-hailing/stack';

const FIND_WITHIN_MS = 180_000;

/** Finds a checking tool or fetches it, synchronously, since Jest must know all tests before it runs any. */
export const findTool = (name: CheckingTool): { readonly path?: string; readonly fault?: string } =>
  JSON.parse(
    execFileSync(
      process.execPath,
      ['-r', '@swc-node/register', join(__dirname, 'find-tool.process.ts'), name],
      { encoding: 'utf8', stdio: ['ignore', 'pipe', 'inherit'], timeout: FIND_WITHIN_MS },
    ),
  ) as { readonly path?: string; readonly fault?: string };
