import { eventually } from '@ride-hailing/testing';
import { ControlledScene } from '../../../test/controlled-scene';

describe('the control API', () => {
  let scene: ControlledScene;

  beforeEach(async () => {
    scene = new ControlledScene();
    await scene.open();
  });
  afterEach(() => scene.close());

  const faults = async (): Promise<string[]> => (await scene.system()).faults.map(({ title }) => title);

  describe('and processes', () => {
    it('shows how a process ended that was killed from outside, and starts it again', async () => {
      process.kill(scene.pidOf('owner'), 'SIGKILL');
      const died = await scene.untilState('owner', 'died');
      expect(died).toMatchObject({ pid: null, end: { code: null, signal: 'SIGKILL' }, title: 'the owner' });
      await scene.act('owner', 'start');
      expect(await scene.untilState('owner', 'ready')).toMatchObject({
        end: null,
        pid: scene.pidOf('owner'),
      });
    });

    it('recognises a process that somebody else has frozen', async () => {
      process.kill(scene.pidOf('owner'), 'SIGSTOP');
      await scene.untilState('owner', 'frozen');
      expect(await faults()).toEqual([]);
      process.kill(scene.pidOf('owner'), 'SIGCONT');
      await scene.untilState('owner', 'ready');
    });

    it('stops and restarts a process, and tells a stopped process from one that died', async () => {
      await scene.act('owner', 'stop');
      expect(await scene.shown('owner')).toMatchObject({ state: 'stopped', pid: null });
      await expect(scene.act('owner', 'stop')).rejects.toThrow('owner does not run');
      await scene.act('owner', 'restart');
      await scene.untilState('owner', 'ready');
      await expect(scene.act('owner', 'start')).rejects.toThrow('owner runs already');
    });

    it('stops a frozen process, and its fault is over', async () => {
      await scene.order({ kind: 'frozen', process: 'owner', forSeconds: 60 });
      await scene.act('owner', 'stop');
      expect(await scene.shown('owner')).toMatchObject({ state: 'stopped' });
      expect(await faults()).toEqual([]);
    });

    it('carries out one thing at a time for each process, whoever asks', async () => {
      const before = scene.pidOf('owner');
      await Promise.all(['restart', 'restart', 'restart'].map((action) => scene.act('owner', action)));
      expect(await scene.untilState('owner', 'ready')).toMatchObject({ pid: scene.pidOf('owner') });
      expect(scene.pidOf('owner')).not.toBe(before);
    });

    it('promotes a standby of Postgres or goes on without it, and says why not', async () => {
      expect(await scene.shown('reader')).toMatchObject({ role: 'standby' });
      await scene.act('reader', 'promote');
      await scene.act('owner', 'alone');
      expect(scene.asked).toEqual(['promote reader', 'alone owner']);
      await expect(scene.act('owner', 'promote')).rejects.toThrow('owner is the primary already');
    });

    it('shows the newest lines of a log, oldest first, and only those with a text', async () => {
      await scene.act('owner', 'restart');
      const lines = async (query: string) =>
        scene.client.ask({ method: 'GET', path: `/processes/owner/log?${query}` });
      await eventually(async () => ((await lines('')) as { lines: string[] }).lines.length === 2);
      expect(await lines('lines=1')).toEqual({ lines: ['listening'] });
      expect(await lines('contains=nothing')).toEqual({ lines: [] });
      await expect(lines('lines=many')).rejects.toThrow('lines');
    });
  });

  describe('and faults', () => {
    it('freezes a process until the fault ends by itself', async () => {
      const fault = await scene.order({ kind: 'frozen', process: 'owner', forSeconds: 1 });
      expect(fault).toMatchObject({ id: 'f1', title: 'owner frozen', order: { forSeconds: 1 } });
      expect(await scene.shown('owner')).toMatchObject({ state: 'frozen' });
      expect(await faults()).toEqual(['owner frozen']);
      await scene.untilState('owner', 'ready');
      await eventually(async () => (await faults()).length === 0);
    });

    it('kills a process, and starts it again when the fault ends by itself', async () => {
      const before = scene.pidOf('owner');
      await scene.order({ kind: 'killed', process: 'owner', forSeconds: 1 });
      expect(await scene.shown('owner')).toMatchObject({ state: 'killed', end: { signal: 'SIGKILL' } });
      await scene.untilState('owner', 'ready');
      expect(scene.pidOf('owner')).not.toBe(before);
      await eventually(async () => (await faults()).length === 0);
    });

    it('starts a killed process on request before its fault ends, and only once', async () => {
      await scene.order({ kind: 'killed', process: 'owner', forSeconds: 2 });
      await scene.act('owner', 'start');
      const { pid } = await scene.untilState('owner', 'ready');
      expect(await faults()).toEqual([]);
      await scene.order({ kind: 'frozen', process: 'reader', forSeconds: 3 });
      await scene.untilState('reader', 'ready');
      expect(await scene.shown('owner')).toMatchObject({ state: 'ready', pid });
    });

    it('ends the fault of a frozen process that was killed from outside', async () => {
      await scene.order({ kind: 'frozen', process: 'owner', forSeconds: 60 });
      process.kill(scene.pidOf('owner'), 'SIGKILL');
      await scene.untilState('owner', 'died');
      expect(await faults()).toEqual([]);
    });

    it('slows a link down until the fault is healed', async () => {
      expect(await scene.throughLink()).toBeLessThan(300);
      const order = { kind: 'link', from: 'reader', to: 'owner', effect: 'slow', latencyMs: 300 };
      await scene.order({ ...order, forSeconds: 60 });
      expect(await scene.throughLink()).toBeGreaterThan(600);
      await scene.heal('f1');
      expect(await scene.throughLink()).toBeLessThan(300);
    });

    it('lets faults of different targets work side by side, refuses a second one of a target, and heals all', async () => {
      const frozen = { kind: 'frozen', process: 'owner', forSeconds: 60 };
      await scene.order(frozen);
      await scene.order({ kind: 'killed', process: 'reader', forSeconds: 60 });
      await scene.order({ kind: 'link', from: 'reader', to: 'owner', effect: 'lost', forSeconds: 60 });
      await expect(scene.order(frozen)).rejects.toThrow('owner has a fault already: owner frozen (f1)');
      expect(await faults()).toEqual(['owner frozen', 'reader killed', 'reader > owner lost']);
      await scene.heal();
      expect(await faults()).toEqual([]);
      await Promise.all([scene.untilState('owner', 'ready'), scene.untilState('reader', 'ready')]);
      expect(await scene.throughLink()).toBeLessThan(300);
    });

    it('refuses to freeze a process that does not run, and to heal a fault that is over', async () => {
      await scene.act('owner', 'stop');
      await expect(scene.order({ kind: 'frozen', process: 'owner' })).rejects.toThrow('owner does not run');
      await expect(scene.heal('f9')).rejects.toThrow('there is no fault "f9" at work; there are: none');
    });
  });

  describe('and the simulator', () => {
    it('changes its load, and orders faulty updates until the fault ends', async () => {
      const { client, rates } = scene;
      await client.ask({ method: 'PATCH', path: '/simulation', body: { drivers: 20 } });
      expect((await scene.system()).simulation).toEqual({ drivers: 20, ridesPerSecond: 1 });
      await scene.order({ kind: 'updates', invalid: 0.5, forSeconds: 1 });
      expect(rates.now).toMatchObject({ duplicates: 0, invalid: 0.5 });
      await eventually(() => rates.now.invalid === 0);
      expect(rates.now).toMatchObject({ duplicates: 0.1, drivers: 20 });
      await eventually(async () => (await faults()).length === 0);
    });

    it('shows no faulty updates any more once the simulator has been started again', async () => {
      await scene.order({ kind: 'updates', invalid: 0.5, forSeconds: 60 });
      await scene.act('fleet-simulator', 'restart');
      expect(await faults()).toEqual([]);
      await scene.untilState('fleet-simulator', 'ready');
      await scene.order({ kind: 'updates', invalid: 0.5, forSeconds: 60 });
      process.kill(scene.pidOf('fleet-simulator'), 'SIGKILL');
      await scene.untilState('fleet-simulator', 'died');
      expect(await faults()).toEqual([]);
    });

    it('says when the simulator does not run, and refuses load that cannot be', async () => {
      const change = (body: object) => scene.client.ask({ method: 'PATCH', path: '/simulation', body });
      await expect(change({ drivers: 0 })).rejects.toThrow('drivers must be at least 1');
      await scene.act('fleet-simulator', 'stop');
      expect((await scene.system()).simulation).toBeNull();
    });
  });

  it('ends all faults when the system stops, and starts no killed process again', async () => {
    await scene.order({ kind: 'frozen', process: 'owner', forSeconds: 60 });
    await scene.order({ kind: 'killed', process: 'reader', forSeconds: 1 });
    await scene.closeServer();
    const [owner, reader] = scene.processes;
    await eventually(() => owner?.isReady());
    await expect(scene.system()).rejects.toThrow('Nothing runs');
    await expect(eventually(() => reader?.isRunning, { timeoutMs: 1_500 })).rejects.toThrow();
  });
});

describe('the control API asked for faults that cannot be', () => {
  const scene = new ControlledScene();

  beforeAll(() => scene.open());
  afterAll(() => scene.close());

  it.each([
    [{ kind: 'frozen', process: 'owner', forSeconds: 301 }, 'forSeconds must be at most 300'],
    [
      { kind: 'frozen', process: 'nobody' },
      'process must be one of owner, reader, fleet-simulator, not "nobody"',
    ],
    [{ kind: 'broken' }, "Expected 'frozen' | 'killed' | 'link' | 'updates'"],
    [
      { kind: 'link', from: 'owner', to: 'reader', effect: 'slow' },
      'from must be one of reader, not "owner"',
    ],
    [{ kind: 'link', from: 'reader', to: 'nobody', effect: 'slow' }, 'to must be one of owner after reader'],
    [
      { kind: 'link', from: 'reader', to: 'owner', effect: 'slowly' },
      'effect must be one of slow, lost, reset, half-open, narrow',
    ],
    [{ kind: 'updates' }, 'or outOfOrder or invalid must be above 0'],
    [{ kind: 'updates', duplicates: 2 }, 'duplicates must be at most 1'],
    [{ kind: 'killed', process: 'owner', name: 'x' }, 'has no name here'],
  ])('refuses %j, and says what is allowed', async (order, reason) => {
    await expect(scene.order(order)).rejects.toThrow(reason);
    expect((await scene.system()).faults).toEqual([]);
  });
});
