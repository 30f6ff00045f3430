import { aMovedExperiment } from '../../../test/moved.builder';
import type { ExperimentResult } from '../../results/results';
import { decide, worstOf } from '../../verdicts/decide';
import { claimsOf } from './claims';
import type { FaultName } from './fault-actions';

type Values = Readonly<Record<string, number>>;

/** The same figures in each of three repeats. */
const planted = (sides: Readonly<Record<string, Values>>): ExperimentResult => ({
  ...aMovedExperiment({}),
  sides: Object.entries(sides).map(([id, values]) => ({
    ...{ id, kind: 'other', says: id },
    samples: [0, 1, 2].map((repeat) => ({ repeat, atSecond: 0, values, verified: 'planted' })),
  })),
});

const WELL = { failed: 0, partial: 0, converged: 0 };

const verdict = (fault: FaultName, claim: string, sides: Readonly<Record<string, Values>>) =>
  worstOf(
    claimsOf(fault)
      .filter(({ id }) => id === claim)
      .map(({ rule }) => decide(rule, planted(sides))),
  ).verdict;

describe('the claims on faults', () => {
  it.each([
    ['sync-api-spreads', 'owner-killed'],
    ['synchronous-cascades', 'owner-slow'],
    ['scaling-independence', 'owner-database-down'],
  ] as const)('%s is turned round when the other side fails more often in %s', (claim, fault) => {
    const failing = { ...WELL, failed: 0.2 };
    expect(verdict(fault, claim, { 'sync-api': failing, 'event-replication': WELL })).toBe('holds');
    expect(verdict(fault, claim, { 'sync-api': WELL, 'event-replication': failing })).toBe('does not hold');
    expect(verdict(fault, claim, { 'sync-api': failing, 'event-replication': failing })).toBe('equal');
  });

  it.each([
    ['event-replication-isolates', 'owner-killed'],
    ['asynchronous-own-pace', 'broker-killed'],
  ] as const)('%s does not survive that 2 in 100 answers fail or are partial in %s', (claim, fault) => {
    expect(verdict(fault, claim, { 'event-replication': WELL })).toBe('holds');
    expect(verdict(fault, claim, { 'event-replication': { ...WELL, failed: 0.02 } })).toBe('does not hold');
    expect(verdict(fault, claim, { 'event-replication': { ...WELL, partial: 0.02 } })).toBe('does not hold');
  });

  it.each([
    ['asynchronous-converges', 'owner-killed', 10_000],
    ['consistency-eventual', 'consumer-database-down', 10_000],
    ['asynchronous-own-pace', 'consumer-overloaded', 5_000],
  ] as const)(
    '%s does not survive that answers after %s are wrong for more than %i ms',
    (claim, fault, ms) => {
      const after = (converged: number) =>
        verdict(fault, claim, { 'event-replication': { ...WELL, converged } });
      expect(after(ms - 100)).toBe('holds');
      expect(after(ms + 100)).toBe('does not hold');
    },
  );
});
