import { tourRunSchema, stepOutcomeSchema, tourSchema } from '@ride-hailing/contracts';
import {
  ControlClient,
  onPorts,
  type PortBlock,
  readWalkthrough,
  reservePortBlock,
  Terminal,
  WalkthroughRun,
  workspaceRoot,
} from '@ride-hailing/stack';
import { eventually } from '@ride-hailing/testing';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const START_WITHIN_MS = 120_000;
const STOP_WITHIN_MS = 20_000;
const STEP_WITHIN_MS = 90_000;
/** A whole walkthrough, on a busy machine, too; each step has the time limit of its text. */
export const WALK_WITHIN_MS = 300_000;

/** The walkthroughs that `npm test` takes; the others need all approaches, or time. */
export const ON_HYBRID = ['1-where-does-this-field-come-from', '4-one-update-two-services'];
/** With waits for faults, for what recovers by itself, and for what becomes old. */
export const SLOW_ON_HYBRID = ['2-the-owner-is-down', '3-how-old-may-it-be'];
export const ON_ALL_APPROACHES = ['5-the-coordinator-dies', '6-choose-an-approach'];

async function untilSaid(terminal: Terminal, text: string, timeoutMs: number): Promise<void> {
  const seen = () => {
    if (!terminal.output.includes(text) && terminal.hasEnded) throw new Error('it has ended');
    return terminal.output.includes(text);
  };
  await eventually(seen, { timeoutMs }).catch((cause: unknown) => {
    throw new Error(`the terminal did not say "${text}":\n${terminal.output}`, { cause });
  });
}

/**
 * Takes all steps of a tour by the control API of the system in the folder.
 * @throws Error with the first step that differs from the text
 */
export async function takeTour(name: string, folder: string): Promise<void> {
  const control = ControlClient.in(folder);
  if (!control) throw new Error('the system has no control API');
  const { steps } = tourSchema.parse(await control.ask({ method: 'GET', path: `/tours/${name}` }));
  const { run } = tourRunSchema.parse(await control.ask({ method: 'POST', path: `/tours/${name}/runs` }));
  for (const { number, heading, commands } of steps) {
    const path = `/tours/runs/${run}/steps/${number}`;
    const answer = await control.ask({ method: 'POST', path, withinMs: STEP_WITHIN_MS });
    const { mismatch, output } = stepOutcomeSchema.parse(answer);
    if (mismatch) throw new Error(`${number}, ${heading}: ${mismatch}\n${commands}\nprinted:\n${output}`);
  }
  await control.ask({ method: 'DELETE', path: `/tours/runs/${run}` });
}

/**
 * Types a page of docs/ that is no tour.
 * @throws Error with the line of the first step that differs from the text
 */
export async function typePage(page: string, { folder, portBase }: WalkedSystem): Promise<void> {
  const text = readFileSync(join(workspaceRoot(), 'docs', page), 'utf8');
  const run = new WalkthroughRun(readWalkthrough(onPorts(text, portBase)).steps, folder);
  try {
    for (let step = run.next; step; step = run.next) {
      const { mismatch, output } = await run.take();
      if (mismatch) throw new Error(`line ${step.line}: ${mismatch}; it printed:\n${output.trim()}`);
    }
  } finally {
    await run.close();
  }
}

/** A system that was started by `npm start`, as people do. */
export interface WalkedSystem {
  readonly folder: string;
  readonly portBase: number;
}

/** Starts a system before all tests of the suite, and stops it after them. Returns how to reach it meanwhile. */
export function walkedSystem(options = ''): () => WalkedSystem {
  let folder: string;
  let ports: PortBlock;
  let system: Terminal | undefined;

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'ride-hailing-walk-'));
    ports = await reservePortBlock();
    const always = `--port-base ${ports.base} --drivers 60 --rides-per-second 0.2`;
    system = new Terminal(folder, `npm start -- ${always} ${options}`);
    await untilSaid(system, 'Ctrl-C stops everything', START_WITHIN_MS);
  }, START_WITHIN_MS + 10_000);

  afterAll(async () => {
    await system?.close();
    if (system) await untilSaid(system, 'Stopped in', STOP_WITHIN_MS);
    await ports.release();
    rmSync(folder, { recursive: true, force: true });
  }, 60_000);

  return () => ({ folder, portBase: ports.base });
}
