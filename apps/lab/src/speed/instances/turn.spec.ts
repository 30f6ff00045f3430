import { measurementOf, SHARE, type Turn } from './turn';

const turn: Turn = {
  ...{ instances: 4, seconds: 10, perSecond: 3_000, idle: 0.4, verified: '30000 answers' },
  used: { instances: 4 * SHARE * 10, postgres: 3, nats: 0.5 },
};

describe('a turn of some instances', () => {
  it('says what the instances used of their shares, and what the rest used in a second', () => {
    const { values, verified } = measurementOf(turn, false);
    expect(values).toEqual({ perSecond: 3_000, usedShare: 1, postgres: 0.3, nats: 0.05, idle: 0.4 });
    expect(verified).toBe("30000 answers; 40 % of the machine's CPU was idle");
  });

  it('gives no rate, and says so, when the machine was the limit', () => {
    const { values, verified } = measurementOf(
      { ...turn, idle: 0.09, used: { ...turn.used, instances: 4 * SHARE * 9 } },
      false,
    );
    expect(values).not.toHaveProperty('perSecond');
    expect(verified).toContain('no verdict: the machine was the limit');
  });

  it('gives a rate on a full machine when the instances have used their whole shares', () => {
    expect(measurementOf({ ...turn, idle: 0 }, false).values).toHaveProperty('perSecond', 3_000);
  });

  it('gives a rate all the same in a run that only shows that it works', () => {
    const full = { ...turn, idle: 0, used: { ...turn.used, instances: 1 } };
    expect(measurementOf(full, true).values).toHaveProperty('perSecond', 3_000);
  });
});
