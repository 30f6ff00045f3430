import { CONSUMERS, DEAD_LETTERS, DRIVER_UPDATES, RIDE_EVENTS, STREAMS } from './streams';

const stream = (name: string) => STREAMS.find((definition) => definition.name === name);

describe('stream definitions', () => {
  it('never forget a ride event to make room', () => {
    expect(stream(RIDE_EVENTS)).toMatchObject({ storage: 'file', discard: 'new' });
  });

  it('let old driver updates go', () => {
    expect(stream(DRIVER_UPDATES)).toMatchObject({ discard: 'old', maxAgeMs: 600_000 });
  });

  it('keep personal data in memory alone, and for minutes', () => {
    expect(stream('KV_RIDE_DETAILS')).toMatchObject({ storage: 'memory', newestPerSubject: true });
    expect(stream('KV_RIDE_DETAILS')?.maxAgeMs).toBeLessThanOrEqual(10 * 60_000);
  });

  it('bound every stream in age and bytes', () => {
    for (const { maxAgeMs, maxBytes } of STREAMS) {
      expect(maxAgeMs).toBeGreaterThan(0);
      expect(maxBytes).toBeGreaterThan(0);
    }
  });

  it('have consumers on streams that exist, each with its own name', () => {
    for (const { stream: name } of CONSUMERS) expect(stream(name)?.name).toBe(name);
    expect(new Set(CONSUMERS.map(({ durable }) => durable)).size).toBe(CONSUMERS.length);
    expect(stream(DEAD_LETTERS)?.subjects).toEqual(['dead-letters.>']);
  });
});
