import { nowMs, type Read } from '@ride-hailing/testing';
import type { Latency } from '../measuring/latency';
import { Intermediary, PLANTS } from '../../test/intermediary';
import { answersOf, latencyOfReads, stalenessOf } from '../history/tally';
import { Readers } from './readers';
import type { Answers, Staleness } from '../history/tally';
import { LabSystem } from './lab-system';
import { variantsNamed } from './variants';
import type { Target } from './read-order';
import { Workload } from './workload';

jest.setTimeout(180_000);

type PlantName = keyof typeof PLANTS;
const NAMES = Object.keys(PLANTS) as PlantName[];

const SEED = Date.now() % 1_000_000;
const SECONDS = 40;
const RATE = 30;

interface Columns {
  readonly latency: Latency;
  readonly answers: Answers;
  readonly staleness: Staleness;
}

/** Between the readers and the system stands what does one thing wrong, or nothing; all at once, in one system. */
describe('the measuring', () => {
  const columns = {} as Record<PlantName, Columns>;

  beforeAll(async () => {
    console.log(`seed ${SEED}`);
    // Read out of the owner's own database, so that the control is never stale.
    const [variant] = variantsNamed(['database-view']);
    if (!variant) throw new Error('there is no such variant');
    const system = await LabSystem.start({ approaches: [variant.approach], build: false });
    try {
      const workload = await Workload.start(system, {
        ...{ drivers: 10, changesPerSecond: 10, seed: SEED, variants: [variant] },
      });
      const reads = await readThroughAll(workload.targetOf(variant)).finally(() => workload.writers.stop());
      await workload.rest();
      for (const [index, name] of NAMES.entries()) {
        const judged = await workload.judge(reads[index] ?? []);
        columns[name] = {
          latency: latencyOfReads(judged),
          answers: answersOf(judged),
          staleness: stalenessOf(judged),
        };
        const { p50, p99 } = columns[name].latency;
        console.log(name, { p50, p99 }, columns[name].answers, columns[name].staleness);
      }
      await workload.stop();
    } finally {
      await system.stop();
    }
  });

  async function readThroughAll(asked: Target): Promise<(readonly Read[])[]> {
    const [url = ''] = asked.urls;
    const startAt = nowMs() + 2_000;
    return Promise.all(
      NAMES.map(async (name) => {
        const intermediary = await Intermediary.start(url, PLANTS[name]());
        const readers = await Readers.start();
        const target = { ...asked, urls: [intermediary.url] };
        try {
          const order = { target, seed: SEED, ratePerSecond: RATE, seconds: SECONDS, startAt };
          return await readers.openLoop(order);
        } finally {
          await readers.stop();
          await intermediary.stop();
        }
      }),
    );
  }

  const slowerThanControl = (name: PlantName) => columns[name].latency.p50 - columns.honest.latency.p50;
  const staleShare = (name: PlantName) => columns[name].answers.stale / columns[name].answers.sent;

  it('finds nothing where nothing is wrong', () => {
    const { answers, staleness } = columns.honest;
    expect(answers.sent).toBeGreaterThan((RATE * SECONDS) / 2);
    expect(answers).toEqual({ sent: answers.sent, complete: answers.sent, partial: 0, failed: 0, stale: 0 });
    expect(staleness).toEqual({ p50Ms: 0, p99Ms: 0, maxMs: 0, maxVersions: 0, impossible: 0 });
  });

  it('sees 20 ms more in the latency', () => {
    expect(slowerThanControl('slow')).toBeGreaterThan(15);
  });

  it('sees a version too old in the staleness of most answers, by versions and by time', () => {
    expect(staleShare('old')).toBeGreaterThan(0.4);
    expect(columns.old.staleness.p50Ms).toBeGreaterThan(50);
    expect(columns.old.staleness.maxVersions).toBeGreaterThanOrEqual(1);
  });

  it('sees one of a hundred changes that is dropped in the staleness of a few answers', () => {
    expect(columns.forgetful.answers.stale).toBeGreaterThan(0);
    expect(staleShare('forgetful')).toBeLessThan(0.1);
    expect(columns.forgetful.staleness).toMatchObject({ p50Ms: 0 });
    expect(columns.forgetful.staleness.maxMs).toBeGreaterThan(100);
  });

  it.each(NAMES)('puts the blame on no other column: %s', (name) => {
    const { answers, staleness } = columns[name];
    expect(answers).toMatchObject({ complete: answers.sent, partial: 0, failed: 0 });
    expect(staleness.impossible).toBe(0);
    if (name !== 'slow') expect(Math.abs(slowerThanControl(name))).toBeLessThan(10);
    if (name === 'slow') expect(answers.stale).toBe(0);
  });
});
