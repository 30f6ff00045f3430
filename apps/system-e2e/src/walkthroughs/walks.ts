import { type PortBlock, reservePortBlock } from '@ride-hailing/stack';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Terminal } from './terminal';
import { walk } from './walk';
import { onPorts, readWalkthrough } from './walkthrough';

export const WALKTHROUGHS = join(__dirname, '../../../../docs/walkthroughs');
const START_WITHIN_MS = 120_000;
const STOP_WITHIN_MS = 20_000;

/** Walkthroughs that are walked one after another against one system. */
interface Walk {
  /** Of `npm start`. */
  readonly options: string;
  /** In this order: the last one leaves a service to `nx serve`. */
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

/** The operator's page, which breaks what it repairs. */
export const OPERATING: Walk = { options: '', files: ['../operating.md'] };

/** Types a walk's files against a system that is started as they say. */
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
      await system.says('Ctrl-C stops everything', START_WITHIN_MS);
    }, START_WITHIN_MS + 10_000);

    afterAll(async () => {
      await system?.close();
      await system?.says('Stopped in', STOP_WITHIN_MS);
      await ports.release();
      rmSync(folder, { recursive: true, force: true });
    }, 60_000);

    it.each(files)(
      '%s: every command prints what the text says',
      async (file) => {
        const text = readFileSync(join(WALKTHROUGHS, file), 'utf8');
        await walk(readWalkthrough(onPorts(text, ports.base)), folder);
      },
      180_000,
    );
  });
}
