import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { workspaceRoot } from '../workspace-root';

const root = workspaceRoot();

function run(...args: string[]) {
  const { status, stdout, stderr } = spawnSync(process.execPath, [join(root, 'tools/stack.mjs'), ...args], {
    cwd: '/',
    encoding: 'utf8',
    timeout: 30_000,
  });
  return { status, output: `${stdout}${stderr}` };
}

describe('the command line', () => {
  it.each([
    [['start', '--driver', '5'], "Unknown option '--driver'"],
    [['start', '--port-base', 'x'], '--port-base must be a whole number'],
    [['serve', 'billing'], 'One of ride-service, driver-service, gateway, fleet-simulator, not "billing"'],
    [['status', '--all'], "Unknown option '--all'"],
    [['destroy'], 'unknown command "destroy": one of start, status, reset, serve'],
  ])(
    'answers %j with one clear line and exit code 1',
    (args, reason) => {
      const { status, output } = run(...args);
      expect(output).toContain(reason);
      expect(output).not.toMatch(/\n\s+at /);
      expect(status).toBe(1);
    },
    30_000,
  );

  it('explains every option and the variables for servers elsewhere', () => {
    const { status, output } = run('start', '--help');
    expect(status).toBe(0);
    for (const word of [
      '--drivers',
      '--rides-per-second',
      '--no-simulator',
      '--port-base',
      'POSTGRES_ADMIN_URL',
    ]) {
      expect(output).toContain(word);
    }
  }, 30_000);
});
