import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { workspaceRoot } from '@ride-hailing/stack';

const WITHIN_MS = 5 * 60_000;
const RULE = 'libs/contracts/src/ids.ts';

interface Report {
  readonly files: Readonly<Record<string, { readonly mutants: readonly { readonly status: string }[] }>>;
}

describe('npm run mutation', () => {
  let reports: string;

  beforeAll(() => {
    reports = mkdtempSync(join(tmpdir(), 'mutation-'));
  });
  afterAll(() => rmSync(reports, { recursive: true, force: true }));

  it(
    'runs the specs against the mutants of one file, and prints a score',
    () => {
      const { status, stdout, stderr } = spawnSync('npm', ['run', 'mutation', '--', 'contracts', RULE], {
        cwd: workspaceRoot(),
        env: { ...process.env, MUTATION_REPORTS: reports },
        encoding: 'utf8',
        timeout: WITHIN_MS,
      });
      expect({ status, stderr }).toMatchObject({ status: 0 });
      expect(stdout).toMatch(/^All files +\| +\d+\.\d\d \|/m);
      const { files } = JSON.parse(readFileSync(join(reports, 'contracts.json'), 'utf8')) as Report;
      expect(Object.keys(files)).toEqual([RULE]);
      expect(files[RULE]?.mutants.map((mutant) => mutant.status)).toContain('Killed');
    },
    WITHIN_MS,
  );
});
