import { eventually } from '@ride-hailing/testing';
import { execFileSync } from 'node:child_process';
import { isReady } from '../running-system/health';
import { describePage } from './page-scene';

const WITHIN_MS = 60_000;
const TEST_WITHIN_MS = 180_000;
/** Names of the parts in the picture, and of their processes. */
const PARTS = [
  ['ride-service', 'ride-service'],
  ['driver-service', 'driver-service'],
  ['gateway', 'gateway'],
  ['NATS JetStream', 'nats'],
  ['Postgres', 'postgres'],
  ["drivers' phones", 'fleet-simulator'],
] as const;
const EFFECTS = ['Slow', 'Lost', 'Reset', 'Half-open', 'Narrow'] as const;

/** `T` while a process is stopped. */
const isStopped = (pid: number | undefined): boolean =>
  pid !== undefined &&
  execFileSync('ps', ['-o', 'state=', '-p', String(pid)], { encoding: 'utf8' }).startsWith('T');

describePage('faults that are ordered on the page', (scene) => {
  const shown = () => scene().window.page;
  const pidOf = (process: string) => scene().system.process(process).pid;
  const choose = (name: string) =>
    shown()
      .getByRole('button', { name: new RegExp(`^${name} .*(ready|frozen|killed|died|stopped)`, 's') })
      .click();
  const state = (name: string, text: string) =>
    shown()
      .getByRole('button', { name: new RegExp(`^${name} .*${text}`, 's') })
      .waitFor({ timeout: WITHIN_MS });
  const lasting = (seconds: number) => shown().getByLabel('lasts').selectOption(String(seconds));
  const healAll = async () => {
    await scene().window.press('Heal everything');
    await shown()
      .getByRole('button', { name: 'Heal everything', disabled: true })
      .waitFor({ timeout: WITHIN_MS });
  };
  const wellAgain = () =>
    eventually(
      async () => {
        const { gateway, rideService, driverService } = scene().system;
        const ready = await Promise.all([gateway, rideService, driverService].map((url) => isReady(url)));
        return ready.every(Boolean);
      },
      { timeoutMs: WITHIN_MS },
    );

  it.each(PARTS)(
    'freezes %s, which stands still until everything is healed',
    async (name, process) => {
      await choose(name);
      await lasting(60);
      await scene().window.press('Freeze');
      await state(name, 'frozen');
      expect(isStopped(pidOf(process))).toBe(true);
      await healAll();
      await eventually(() => !isStopped(pidOf(process)), { timeoutMs: WITHIN_MS });
      await wellAgain();
      await state(name, 'ready');
    },
    TEST_WITHIN_MS,
  );

  it(
    'kills a service for a while, stops it, starts it and restarts it',
    async () => {
      const before = pidOf('ride-service');
      await choose('ride-service');
      await lasting(5);
      await scene().window.press('Kill');
      await state('ride-service', 'killed');
      expect(pidOf('ride-service')).toBeUndefined();
      await state('ride-service', 'ready');
      const started = pidOf('ride-service');
      expect(started).not.toBe(before);
      await scene().window.press('Restart');
      await eventually(() => pidOf('ride-service') !== started && pidOf('ride-service') !== undefined, {
        timeoutMs: WITHIN_MS,
      });
      await state('ride-service', 'ready');
      await scene().window.press('Stop');
      await state('ride-service', 'stopped');
      expect(pidOf('ride-service')).toBeUndefined();
      await scene().window.press('Start');
      await state('ride-service', 'ready');
      await wellAgain();
    },
    TEST_WITHIN_MS,
  );

  it(
    'says that a service has died by itself, goes on meanwhile, and can start it again',
    async () => {
      const pid = pidOf('ride-service');
      if (pid) process.kill(pid, 'SIGKILL');
      await state('ride-service', 'died');
      await state('driver-service', 'ready');
      await choose('ride-service');
      await scene().window.press('Start');
      await state('ride-service', 'ready');
      await wellAgain();
    },
    TEST_WITHIN_MS,
  );

  it.each(EFFECTS)(
    'disturbs the connection between two services: %s',
    async (effect) => {
      await shown()
        .getByRole('button', { name: /^driver-service – ride-service/ })
        .first()
        .click();
      await lasting(60);
      await scene().window.press(effect);
      const bar = shown().getByRole('list', { name: 'Faults at work' });
      await bar.getByText(`driver-service → ride-service ${effect.toLowerCase()}`).waitFor();
      const { system } = scene();
      await eventually(async () => {
        const answer = await shown()
          .context()
          .request.get(`${new URL(system.page).origin}/api/control/system`);
        const { faults } = (await answer.json()) as { faults: { order: { effect?: string } }[] };
        return faults.some(({ order }) => order.effect === effect.toLowerCase());
      });
      await healAll();
    },
    TEST_WITHIN_MS,
  );

  it(
    'still shows a fault after the page was loaded again in the middle of it',
    async () => {
      await choose('ride-service');
      await lasting(60);
      await scene().window.press('Freeze');
      await state('ride-service', 'frozen');
      await shown().reload();
      await state('ride-service', 'frozen');
      await scene().window.says('ride-service frozen');
      await healAll();
      await state('ride-service', 'ready');
    },
    TEST_WITHIN_MS,
  );

  // Each phone's connection takes two files of this process, which holds the proxies: with 10,000 of them, the 20,000 that many
  // machines allow are used up.
  it('changes how many drivers move, and goes on with 9,000 of them', async () => {
    const { window } = scene();
    const drivers = async (count: number) => {
      await shown().getByLabel('drivers', { exact: true }).fill(String(count));
      await shown().getByRole('button', { name: 'Apply' }).first().click();
    };
    await drivers(9_000);
    await window.says(/[89],?\d{3} free/, 120_000);
    await window.view('Decide');
    await window.says('Your numbers');
    await window.view('Live');
    await window.part(/driver-service.*ready/s);
    await drivers(60);
    await state("drivers' phones", 'ready');
  }, 240_000);

  it(
    'says that its own server is away, and goes on by itself when it is back',
    async () => {
      const { window, system } = scene();
      await system.process('dashboard').kill();
      await window.says(/The dashboard’s server has not answered since/);
      await system.process('dashboard').start();
      await window.part(/driver-service.*ready/s);
      await eventually(
        async () =>
          (await shown()
            .getByText(/has not answered since/)
            .count()) === 0,
        {
          timeoutMs: WITHIN_MS,
        },
      );
      expect(window.faults).toEqual([]);
    },
    TEST_WITHIN_MS,
  );
});
