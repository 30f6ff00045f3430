import fc from 'fast-check';
import { ForgetfulLog } from '../../test/forgetful-log';
import { FAULTS, type Plan, ScheduledWorld } from '../../test/scheduled-world';
import type { AssignmentLog } from './assignment-log.port';

const seed = Date.now() % 1_000_000;

const plans: fc.Arbitrary<Plan> = fc.record({
  orders: fc.array(
    fc.record({ ride: fc.integer({ min: 0, max: 1 }), driver: fc.option(fc.integer({ min: 0, max: 1 })) }),
    { minLength: 1, maxLength: 4 },
  ),
  faults: fc.array(fc.constantFrom(...FAULTS), { maxLength: 24 }),
  crashes: fc.array(fc.integer({ min: 0, max: 8 }), { maxLength: 6 }),
});

const RUNS = 400;

/** Any order of steps, any network faults, any crashes of coordinators, recovery at any time. */
const anomalies = (numRuns: number, logOf?: (log: AssignmentLog) => AssignmentLog) =>
  fc.check(
    fc.asyncProperty(fc.scheduler(), plans, async (scheduler, plan) => {
      const world = new ScheduledWorld(scheduler, plan, logOf);
      await world.play();
      const found = world.anomalies();
      if (found.length > 0) throw new Error(found.join('; '));
    }),
    { seed, numRuns },
  );

describe(`an assignment (seed ${seed})`, () => {
  it('makes an assignment all or nothing, leaves nothing reserved and assigns nothing twice', async () => {
    const { failed, errorInstance, counterexample, numRuns } = await anomalies(RUNS);
    expect({ failed, errorInstance, counterexample: failed ? fc.stringify(counterexample) : null }).toEqual({
      failed: false,
      errorInstance: null,
      counterexample: null,
    });
    expect(numRuns).toBe(RUNS);
  });

  it('finds violations when the decision is kept in memory only', async () => {
    const { failed, errorInstance } = await anomalies(RUNS, (log) => new ForgetfulLog(log));
    expect(failed).toBe(true);
    expect((errorInstance as Error).message).toMatch(/its driver|after (CONFIRMED|CANCELLED)/);
  });
});
