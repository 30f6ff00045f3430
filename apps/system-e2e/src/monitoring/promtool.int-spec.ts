import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { stringify } from 'yaml';
import { findTool } from '../checking-tools/find-tool';
import { expressions, PROMETHEUS, withInterval } from './monitoring-files';

const CHECK_WITHIN_MS = 30_000;

const here = findTool('promtool');

const promtool = async (...args: string[]): Promise<string> => {
  const { stdout } = await promisify(execFile)(here.path ?? '', args, {
    cwd: PROMETHEUS,
    timeout: CHECK_WITHIN_MS,
  });
  return stdout;
};

if (here.path) {
  it('promtool accepts the configuration of Prometheus and its rules of alerts', async () => {
    expect(await promtool('check', 'config', 'prometheus.yml')).toMatch(/SUCCESS: \d+ rules found/);
  });

  it('promtool sees each alert fire for its fault, and none in a sound system', async () => {
    expect(await promtool('test', 'rules', 'alerts.test.yml')).toContain('SUCCESS');
  });

  it('promtool accepts every expression of the dashboards, and refuses one with a mistake', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'promtool-spec-'));
    const check = async (all: readonly string[]): Promise<string> => {
      const rules = all.map((expr, index) => ({ record: `expression:${index}`, expr: withInterval(expr) }));
      const file = join(folder, 'rules.yml');
      writeFileSync(file, stringify({ groups: [{ name: 'expressions', rules }] }));
      return promtool('check', 'rules', file);
    };
    try {
      expect(await check(expressions.map(({ expr }) => expr))).toContain(`${expressions.length} rules found`);
      await expect(check(['sum(rate(up))'])).rejects.toThrow();
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });
} else {
  console.warn(`the rules of Prometheus are NOT tested here: ${here.fault}`);
  it.skip('promtool accepts the rules and tests them', () => undefined);
}
