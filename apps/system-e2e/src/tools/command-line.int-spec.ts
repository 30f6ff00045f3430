import { spawnSync } from 'node:child_process';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { workspaceRoot } from '@ride-hailing/stack';

const root = workspaceRoot();
const nothingRuns = join(tmpdir(), 'ride-hailing-nothing-runs-here');

function run(...args: string[]) {
  const { status, stdout, stderr } = spawnSync(process.execPath, [join(root, 'tools/stack.mjs'), ...args], {
    cwd: '/',
    env: { ...process.env, STACK_FOLDER: nothingRuns },
    encoding: 'utf8',
    timeout: 60_000,
  });
  return { status, output: `${stdout}${stderr}` };
}

describe('the command line', () => {
  it.each([
    [['start', '--driver', '5'], "Unknown option '--driver'"],
    [['start', '--port-base', 'x'], '--port-base must be a whole number'],
    [['start', '--approaches', 'sync'], '--approaches must be hybrid, sync-api, '],
    [['serve', 'billing'], 'gateway, phone-access, fleet-simulator, dashboard, not "billing"'],
    [['status', '--all'], "Unknown option '--all'"],
    [['certificates', '--all'], "Unknown option '--all'"],
    [
      ['destroy'],
      'unknown command "destroy": one of start, status, reset, serve, dead-letters, rebuild, reconcile, provision, republish, forget, sql',
    ],
    [['rebuild', 'rides'], 'npm run rebuild -- ride-copy is all there is, not "rides"'],
    [['provision', '--all'], "Unknown option '--all'"],
    [['provision'], 'Nothing runs. Start it with: npm start'],
    [['reconcile', 'ride-copy'], 'Nothing runs. Start it with: npm start'],
    [['republish', 'rides'], 'npm run republish -- ride-publications are all there is, not "rides"'],
    [['republish', 'ride-publications'], 'Nothing runs. Start it with: npm start'],
    [['republish', 'ride-events'], 'Nothing runs. Start it with: npm start'],
    [['forget', 'r-1'], 'Nothing runs. Start it with: npm start'],
    [['sql', 'nats', 'SELECT 1'], 'One of ride-service, driver-service, gateway, not "nats"'],
    [['sql', 'ride-service', 'SELECT', '1'], 'npm run sql -- ride-service "SELECT 1"'],
    [['sql', 'ride-service', 'SELECT 1'], 'Nothing runs. Start it with: npm start'],
    [['faults', 'add', 'broken', 'nats'], 'add what? One of frozen, killed, link, updates, not "broken"'],
    [['faults', 'add', 'frozen'], 'npm run faults -- add frozen <process>; not "add frozen"'],
    [['faults', 'add', 'frozen', 'nats', '--for', 'long'], '--for must be a number, not "long"'],
    [['faults', 'end'], 'See npm run faults -- --help'],
    [['faults', 'heal'], 'Nothing runs that can be controlled. Start it with: npm start'],
    [
      ['process', 'kill', 'nats'],
      'npm run process -- start|stop|restart|promote|alone <name>; not "kill nats"',
    ],
    [['process', 'start', 'nats'], 'Nothing runs that can be controlled. Start it with: npm start'],
    [['dead-letters', 'list'], 'Nothing runs. Start it with: npm start'],
  ])(
    'answers %j with one clear line and exit code 1',
    (args, reason) => {
      const { status, output } = run(...args);
      expect(output).toContain(reason);
      expect(output).not.toMatch(/\n\s+at /);
      expect(status).toBe(1);
    },
    70_000,
  );

  it('explains every option and the variables for external servers', () => {
    const { status, output } = run('start', '--help');
    expect(status).toBe(0);
    for (const word of [
      '--drivers',
      '--rides-per-second',
      '--no-simulator',
      '--no-dashboard',
      '--port-base',
      '--instances',
      '--cluster',
      '--approaches',
      'shared-files',
      'POSTGRES_ADMIN_URL',
      'RIDE_VIEW_DB_PASSWORD',
    ]) {
      expect(output).toContain(word);
    }
  }, 70_000);

  it.each([
    ['rebuild', '--patience <seconds>'],
    ['reconcile', '--patience <seconds>'],
    ['republish', '--since <time>'],
    ['faults', 'add link driver-service ride-service slow --latency 300'],
    ['process', 'restart <name>'],
  ])(
    'explains %s',
    (command, option) => {
      const { status, output } = run(command, '--help');
      expect(output).toContain(`npm run ${command} -- `);
      expect(output).toContain(option);
      expect(status).toBe(0);
    },
    70_000,
  );

  it.each([
    ['dead-letters', 'redrive --all'],
    ['forget', '--patience <seconds>'],
  ])(
    'passes the options of %s on to the app',
    (command, option) => {
      const { status, output } = run(command, '--help');
      expect(output).toContain(option);
      expect(status).toBe(0);
    },
    70_000,
  );
});
