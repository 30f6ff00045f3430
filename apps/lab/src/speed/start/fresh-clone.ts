import { nowMs } from '@ride-hailing/testing';
import { execFile, execFileSync } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { reservePortBlock, Terminal, until, workspaceRoot } from '@ride-hailing/stack';
import { UnverifiedError } from '../../lab.errors';
import type { Measurement, OpenExperiment, RunContext } from '../../runner/experiment';
import { openSides } from '../sides/sides';
import { firstAnswer } from './first-answer';

const CLONED_WITHIN_MS = 60_000;
const ANSWERS_WITHIN_MS = 240_000;
const DRIVER = 'd-1';
const INSTALLED = 'all packages are installed';

/** What is typed in a fresh clone, and what it prints as soon as the packages are installed. */
const WAYS = {
  project: { before: '', says: 'Dependencies installed in' },
  naive: {
    before: `npm install --no-audit --no-fund --loglevel error && echo '${INSTALLED}' && `,
    says: INSTALLED,
  },
};

/** Each side works in a clone of the committed tree, with data of its own; packages come out of npm's cache. */
export function openFreshClone({ signal, belongings }: RunContext): Promise<OpenExperiment> {
  const folder = belongings.folder();

  async function measure(side: keyof typeof WAYS, repeat: number): Promise<Measurement> {
    const place = join(folder, `${side}-${repeat}`);
    const clone = join(place, 'clone');
    const data = join(place, 'stack');
    mkdirSync(data, { recursive: true });
    try {
      await promisify(execFile)('git', ['clone', '--quiet', '--no-hardlinks', workspaceRoot(), clone], {
        timeout: CLONED_WITHIN_MS,
        signal,
      });
      return await startIn(clone, data, WAYS[side]);
    } finally {
      await rm(place, { recursive: true, force: true, maxRetries: 5 });
    }
  }

  async function startIn(
    clone: string,
    data: string,
    { before, says }: (typeof WAYS)['project'],
  ): Promise<Measurement> {
    const env = { ...process.env, STACK_FOLDER: data };
    const args = [
      join(workspaceRoot(), 'tools/stack.mjs'),
      'token',
      '--role',
      'dispatcher',
      '--sub',
      'bench',
    ];
    const token = execFileSync(process.execPath, args, { env, encoding: 'utf8', timeout: 30_000 }).trim();
    const ports = await reservePortBlock();
    const startedAt = nowMs();
    const system = new Terminal(data, `cd '${clone}' && ${before}npm start -- --port-base ${ports.base}`);
    belongings.own({ stop: () => system.close() });
    let installedAt: number | undefined;
    const isInstalled = () => {
      if (system.output.includes(says)) installedAt ??= nowMs();
      return installedAt !== undefined || system.hasEnded || signal.aborted;
    };
    const installing = until(isInstalled, ANSWERS_WITHIN_MS);
    try {
      const asked = { gateway: `http://127.0.0.1:${ports.base}`, token, driverId: DRIVER };
      const isRunning = () => !system.hasEnded;
      const answeredAt = await firstAnswer(asked, { withinMs: ANSWERS_WITHIN_MS, signal, isRunning });
      if (installedAt === undefined) throw new UnverifiedError('it answered before packages were installed');
      return {
        values: {
          firstAnswer: answeredAt - startedAt,
          install: installedAt - startedAt,
          start: answeredAt - installedAt,
        },
        verified: `GET /drivers/${DRIVER} answered with ${DRIVER} through the gateway of the clone`,
      };
    } catch (error) {
      if (!(error instanceof UnverifiedError)) throw error;
      throw new UnverifiedError(`${error.message}\n${system.output.slice(-2_000)}`);
    } finally {
      await system.close();
      await installing;
      await ports.release();
    }
  }

  return Promise.resolve(
    openSides({
      naive: (repeat) => measure('naive', repeat),
      project: (repeat) => measure('project', repeat),
    }),
  );
}
