import { parseCase, readCase } from './case-file';

describe('a case of one’s own', () => {
  it('has a default for every field', () => {
    expect(parseCase('', 'case.yaml')).toEqual({
      ...{ readsPerSecond: 100, changesPerSecond: 10, drivers: 100, extraBytes: 0, roundTripMs: 1 },
      ...{ instances: 1, ownerAvailability: 0.999 },
      budgets: { stalenessMs: 1_000, latencyMs: 100, availability: 0.999 },
    });
    expect(parseCase('budgets: { latencyMs: 5 }', 'case.yaml').budgets).toMatchObject({
      ...{ latencyMs: 5, stalenessMs: 1_000 },
    });
  });

  it('says of every wrong field what is wrong, where, and which fields there are', () => {
    const wrong = 'readsPerSecond: many\nbudgets: { latencyMs: 0 }\nspeed: 9\n';
    expect(() => parseCase(wrong, 'case.yaml')).toThrow(
      /^case\.yaml:\n.*readsPerSecond: [^\n]*number[^\n]*\n.*budgets\.latencyMs: [^\n]*>=1[^\n]*\n.*speed[^\n]*\nFields: readsPerSecond, .*budgets$/s,
    );
  });

  it('says where a file is no YAML, or is not there', () => {
    expect(() => parseCase('a: [', 'case.yaml')).toThrow(/^case\.yaml: .*line 1/s);
    expect(() => readCase('/no/such/case.yaml')).toThrow('--case: /no/such/case.yaml cannot be read');
  });
});
