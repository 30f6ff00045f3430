import {
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

export const WALKTHROUGHS = join(workspaceRoot(), 'docs/walkthroughs');
const START_WITHIN_MS = 120_000;
const STOP_WITHIN_MS = 20_000;

/** Walkthroughs that run one after another against one system. */
interface Walk {
  /** Options of `npm start`. */
  readonly options: string;
  /** In this order, since the last one leaves a service running under `nx serve`. */
  readonly files: readonly string[];
}

export const ON_HYBRID: Walk = {
  options: '',
  files: [
    '1-where-does-this-field-come-from.md',
    '3-how-old-may-it-be.md',
    '4-one-update-two-services.md',
    '2-the-owner-is-down.md',
  ],
};

export const ON_ALL_APPROACHES: Walk = {
  options: '--approaches all',
  files: ['6-choose-an-approach.md', '5-the-coordinator-dies.md'],
};

/** The operator's page, which causes the faults that it repairs. */
export const OPERATING: Walk = { options: '', files: ['../operating.md'] };

async function untilSaid(terminal: Terminal, text: string, timeoutMs: number): Promise<void> {
  const seen = () => {
    if (!terminal.output.includes(text) && terminal.hasEnded) throw new Error('it has ended');
    return terminal.output.includes(text);
  };
  await eventually(seen, { timeoutMs }).catch((cause: unknown) => {
    throw new Error(`the terminal did not say "${text}":\n${terminal.output}`, { cause });
  });
}

/** @throws Error with the line of the first step that differs from the text */
async function walk(text: string, folder: string): Promise<void> {
  const run = new WalkthroughRun(readWalkthrough(text).steps, folder);
  try {
    for (let step = run.next; step; step = run.next) {
      const { mismatch, output } = await run.take();
      if (mismatch) throw new Error(`line ${step.line}: ${mismatch}; it printed:\n${output.trim()}`);
    }
  } finally {
    await run.close();
  }
}

/** Declares tests that type the files of a walk against a system of their own. */
export function itWalks({ options, files }: Walk): void {
  describe(`the walkthroughs ${files.join(', ')}, typed against npm start ${options}`, () => {
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

    it.each(files)(
      '%s: every command prints the output that the text states',
      async (file) => {
        const text = readFileSync(join(WALKTHROUGHS, file), 'utf8');
        await walk(onPorts(text, ports.base), folder);
      },
      180_000,
    );
  });
}
