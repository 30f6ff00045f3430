import { execFileSync } from 'node:child_process';
import { copyFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { developmentToken, readWalkthrough, WalkthroughRun } from '@ride-hailing/stack';
import { aRideRequest, eventually } from '@ride-hailing/testing';
import { firstComposeCommands, textOf } from '../repository/repository-files';
import { APPS, root, serviceOf } from './compose.fixture';
import { canHave, Compose, engineFault } from './engine';

const BUILT_WITHIN_MS = 1_800_000;
const HEALTHY_WITHIN_MS = 300_000;
const JOB_WITHIN_MS = 120_000;
const STOPPED_WITHIN_MS = 8_000;
/** The apps that keep running; provisioning ends by itself. */
const RUNNING = APPS.filter((app) => app !== 'provision');
/** While modules load, while the outbox's relay and the consumers begin, and after. */
const STOP_AFTER_MS = [0, 300, 700, 1_500, 4_000];
/** By its own handler, or, while it had none, by the signal. */
const ENDED_WELL = [0, 143];
const MONITORING = ['prometheus', 'grafana'];

function declareTests(): void {
  const folder = mkdtempSync(join(tmpdir(), 'ride-hailing-containers-'));
  const envFile = join(folder, 'docker/.env');
  const compose = new Compose(`ride-hailing-test-${process.pid}`, envFile);
  const before = { ...process.env };

  beforeAll(() => {
    mkdirSync(join(folder, 'docker'));
    copyFileSync(join(root, 'docker/.env.example'), join(folder, 'docker/.env.example'));
    // What `npm install` has put there, which the text asks for.
    symlinkSync(join(root, 'node_modules'), join(folder, 'node_modules'));
    execFileSync('sh', ['-ec', firstComposeCommands()], { cwd: folder, timeout: 30_000 });
    process.env.JWT_PRIVATE_KEY = valueOf('JWT_PRIVATE_KEY');
  });

  afterAll(async () => {
    process.env = before;
    await compose.ask(['--profile', 'monitoring', 'down', '--volumes', '--timeout', '20'], JOB_WITHIN_MS);
    rmSync(folder, { recursive: true });
  }, JOB_WITHIN_MS + 5_000);

  const valueOf = (name: string): string =>
    new RegExp(`^${name}=(.*)$`, 'm').exec(readFileSync(envFile, 'utf8'))?.[1] ?? '';
  const healthy = (service: string) =>
    eventually(async () => (await compose.container(service)).State.Health?.Status === 'healthy', {
      timeoutMs: HEALTHY_WITHIN_MS,
    });
  const provisionedAt = async () => (await compose.container('provision')).State.StartedAt;

  it(
    'builds the image of every app, and starts them all',
    async () => {
      await compose.ask(['--profile', 'jobs', 'build'], BUILT_WITHIN_MS);
      await compose.ask(['up', '--detach'], HEALTHY_WITHIN_MS);
      for (const service of RUNNING) await healthy(service);
    },
    BUILT_WITHIN_MS + 2 * HEALTHY_WITHIN_MS,
  );

  it(
    'answers the first steps of the first walkthrough as its text says',
    async () => {
      const { steps } = readWalkthrough(textOf('docs/walkthroughs/1-where-does-this-field-come-from.md'));
      // The later ones look into the databases of `npm start`.
      const first = steps.slice(
        0,
        steps.findIndex(({ commands }) => commands.includes('sql --')),
      );
      expect(first.length).toBeGreaterThan(5);
      const walk = new WalkthroughRun(first, folder);
      try {
        for (let step = walk.next; step; step = walk.next) {
          const { mismatch, output } = await walk.take();
          expect([step.line, mismatch, mismatch && output]).toEqual([step.line, undefined, undefined]);
        }
      } finally {
        await walk.close();
      }
    },
    HEALTHY_WITHIN_MS,
  );

  it("serves the dashboard's page to who has the key", async () => {
    const url = `http://127.0.0.1:3004/?key=${valueOf('DASHBOARD_KEY')}`;
    const first = await fetch(url, { redirect: 'manual', signal: AbortSignal.timeout(5_000) });
    const cookie = first.headers.get('set-cookie')?.split(';')[0] ?? '';
    const location = new URL(first.headers.get('location') ?? '', url);
    const page = await fetch(location, { headers: { cookie }, signal: AbortSignal.timeout(5_000) });
    expect(await page.text()).toContain('<script');
  });

  it.each([
    ['reconcile', ['ride-copy']],
    ['rebuild', ['ride-copy']],
    ['republish', ['ride-events']],
    ['dead-letters', ['list']],
  ])(
    'runs the job %s, and provisions nothing again',
    async (job, args) => {
      const at = await provisionedAt();
      await compose.ask(['run', '--rm', job, ...args], JOB_WITHIN_MS);
      expect(await provisionedAt()).toBe(at);
    },
    JOB_WITHIN_MS + 10_000,
  );

  it(
    'forgets a rider whose ride has ended, and says how long each store kept what was known',
    async () => {
      const keys = { privateKey: valueOf('JWT_PRIVATE_KEY') };
      const token = await developmentToken(keys, { role: 'dispatcher', sub: 'containers' });
      const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' };
      const post = async (path: string, body: object) => {
        const url = `http://127.0.0.1:3000${path}`;
        const order = { method: 'POST', headers, body: JSON.stringify(body) };
        const response = await fetch(url, { ...order, signal: AbortSignal.timeout(5_000) });
        expect([path, response.ok]).toEqual([path, true]);
        return (await response.json()) as { id: string };
      };
      const { id } = await post('/rides', aRideRequest({ riderId: 'r-of-containers' }));
      await post(`/rides/${id}/cancel`, {});
      const given = ['-e', `DISPATCHER_TOKEN=${token}`, 'forget', 'r-of-containers'];
      expect(await compose.ask(['run', '--rm', ...given], JOB_WITHIN_MS)).toMatch(/\d+ ms/);
    },
    JOB_WITHIN_MS + 10_000,
  );

  describe.each(RUNNING)('%s', (service) => {
    it.each(STOP_AFTER_MS)(
      'ends within seconds of a SIGTERM %i ms after its start',
      async (ms) => {
        await compose.stop(service);
        await compose.start(service);
        await delay(ms);
        const took = await compose.stop(service);
        const { ExitCode } = (await compose.container(service)).State;
        expect(ENDED_WELL).toContain(ExitCode);
        expect(took).toBeLessThan(STOPPED_WITHIN_MS);
      },
      60_000,
    );

    it(
      'is healthy again afterwards',
      async () => {
        await compose.start(service);
        await healthy(service);
      },
      HEALTHY_WITHIN_MS,
    );
  });

  const missing = MONITORING.filter((name) => !canHave(serviceOf(name).image ?? ''));
  if (missing.length > 0) {
    console.warn(`monitoring: NOT tested here: no image of ${missing.join(', ')} can be had`);
    it.skip('asks every service for its metrics with Prometheus, and shows them in Grafana', () => undefined);
    return;
  }
  it(
    'asks every service for its metrics with Prometheus, and shows them in Grafana',
    async () => {
      await compose.ask(
        ['--profile', 'monitoring', 'up', '--detach', '--wait', ...MONITORING],
        HEALTHY_WITHIN_MS,
      );
      const ask = async (url: string): Promise<string> =>
        (await fetch(url, { signal: AbortSignal.timeout(5_000) })).text();
      const isEachUp = async () =>
        /"value":\[[\d.]+,"1"\]/.test(await ask('http://127.0.0.1:3090/api/v1/query?query=min(up)'));
      await eventually(isEachUp, { timeoutMs: 60_000 });
      expect(await ask('http://127.0.0.1:3091/api/dashboards/uid/ride-hailing')).toContain('"title"');
    },
    2 * HEALTHY_WITHIN_MS,
  );
}

const fault = engineFault();
if (fault === undefined) describe('the system in containers', declareTests);
else {
  console.warn(`containers: NOT tested here: ${fault}`);
  it.skip('runs the whole system in containers', () => undefined);
}
