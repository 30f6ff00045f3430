import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { MeasuringCommand } from '@ride-hailing/testing';
import { readResults } from './report/read-results';
import type { Measured, Results } from './results';

// Under three minutes on a machine that does nothing else; a busy one fails no test.
jest.setTimeout(420_000);

const totalOf = (parts: Readonly<Record<string, number>>) =>
  Object.values(parts).reduce((sum, part) => sum + part, 0);

describe('npm run lab -- --quick', () => {
  let lab: MeasuringCommand;
  let results: Results;

  beforeAll(async () => {
    const began = performance.now();
    lab = new MeasuringCommand('lab', '--quick');
    const code = await lab.ended();
    if (code !== 0) throw new Error(`it ended with ${code}:\n${lab.said}`);
    console.log(`${lab.said}\n${Math.round((performance.now() - began) / 1_000)} s in all`);
    results = readResults(join(lab.out, 'results.json'));
  });

  afterAll(() => lab.clean());

  const measured = (): Measured[] => results.variants.flatMap(({ repeats }) => repeats);

  it('says where it is while it runs, and writes results and a report', () => {
    expect(lab.said).toMatch(/\[1 of 4\] .*about 2 min/);
    expect(lab.said).toMatch(/\[4 of 4\] .*bytes and faults; about \d+ s left/);
    for (const file of ['tradeoffs.md', 'tradeoffs.html']) {
      expect(readFileSync(join(lab.out, file), 'utf8')).toContain('hybrid/versioned');
    }
    expect(results.commit).toMatch(/^[0-9a-f]{40}(-dirty)?$/);
    expect(results.versions).toMatchObject({ postgres: expect.stringMatching(/^18/) as string });
  });

  it('has measured two variants, each once', () => {
    expect(results.variants.map(({ name, repeats }) => [name, repeats.length])).toEqual([
      ['hybrid/versioned', 1],
      ['sync-api', 1],
    ]);
  });

  it('has read and changed as much as it was to, found answers of every kind counted and none impossible', () => {
    const { readsPerSecond, seconds, changesPerSecond } = results.settings;
    for (const { answers, latency, staleness, changes, saturation } of measured()) {
      expect(answers.sent).toBeGreaterThan(readsPerSecond * seconds * 0.8);
      expect(answers.complete + answers.partial + answers.failed).toBe(answers.sent);
      expect(answers.complete).toBeGreaterThan(answers.sent / 2);
      expect(staleness.impossible).toBe(0);
      expect(changes.done).toBeGreaterThan(changesPerSecond * seconds * 0.5);
      expect(latency.count).toBe(answers.sent);
      expect(latency.p50).toBeGreaterThan(0);
      expect(latency.p99).toBeGreaterThanOrEqual(latency.p50);
      expect(saturation?.readsPerSecond).toBeGreaterThan(0);
    }
  });

  it('has seen that calls on the owner are what sync-api costs', () => {
    const [hybrid, sync] = measured();
    expect(sync?.ownerCallsPer1000Reads).toBeGreaterThan((hybrid?.ownerCallsPer1000Reads ?? 0) * 2);
    for (const { cpuSecondsPer1000Reads: cpu } of measured()) {
      expect(Object.keys(cpu).sort()).toEqual([
        'driver-service',
        'gateway',
        'nats',
        'postgres',
        'ride-service',
      ]);
      expect(totalOf(cpu)).toBeGreaterThan(0);
    }
  });

  it('has found the essentials stored twice, and personal data nowhere', () => {
    const [hybrid, sync] = results.variants;
    expect(hybrid?.stored.map(({ place }) => place)).toEqual([
      'driver-service table ride_copy',
      'NATS stream RIDE_EVENTS',
    ]);
    expect(sync?.stored).toEqual([]);
    for (const { personalData } of results.variants) {
      expect(personalData.flatMap(({ places }) => places)).toEqual([]);
      expect(personalData.map(({ field }) => field)).toContain('riderPhone');
    }
  });

  it('has counted the bytes of each way', () => {
    for (const { bytes } of results.variants) {
      expect(bytes?.reads).toBeGreaterThan(0);
      expect(bytes?.ways).toMatchObject({ 'driver-service > ride-service': expect.any(Number) as number });
    }
  });

  it('has seen the owner dead, and both variants well again', () => {
    for (const { name, faults } of results.variants) {
      const [fault] = faults;
      expect(fault).toMatchObject({ fault: 'owner-killed', applies: true });
      expect(fault?.convergedAfterMs).not.toBeNull();
      const trouble = (from: number, to: number) =>
        (fault?.timeline ?? [])
          .filter(({ atMs }) => atMs >= from && atMs < to)
          .reduce((sum, { failed, partial }) => sum + failed + partial, 0);
      expect({ name, during: trouble(0, 5_000) > trouble(-2_000, 0) }).toEqual({ name, during: true });
    }
  });

  it('has left nothing behind', () => {
    expect(lab.left).toEqual([]);
  });
});

describe('npm run lab, when it is stopped', () => {
  let lab: MeasuringCommand;

  afterEach(() => lab.clean());

  it('stops everything at Ctrl-C, and writes nothing', async () => {
    lab = new MeasuringCommand('lab', '--quick');
    await lab.runs();
    lab.ctrlC();
    await lab.ended();
    expect(lab.said).toContain('Stopped; nothing was written');
    expect(lab.left).toEqual([]);
  });

  it('refuses what it does not know before it starts anything', async () => {
    lab = new MeasuringCommand('lab', '--approach', 'carrier-pigeon');
    expect(await lab.ended()).toBe(1);
    expect(lab.said).toContain('--approach carrier-pigeon: not among hybrid, sync-api');
  });
});
