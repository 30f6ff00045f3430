import { BROKER_NEEDS } from './broker-needs';
import { CONSUMERS } from './consumers';
import { DRIVER_UPDATES, DRIVER_UPDATES_DEAD_LETTERS, RIDE_EVENTS } from './stream-names';
import { DEAD_LETTER_STREAMS, STREAMS } from './streams';

const stream = (name: string) => STREAMS.find((definition) => definition.name === name);

describe('stream definitions', () => {
  it('never drops a ride event to make room', () => {
    expect(stream(RIDE_EVENTS)).toMatchObject({ storage: 'file', discard: 'new' });
  });

  it('names a service that checks each stream and each consumer', () => {
    const needs = Object.values(BROKER_NEEDS);
    expect(new Set(needs.flatMap(({ streams }) => streams))).toEqual(
      new Set(STREAMS.map(({ name }) => name)),
    );
    expect(
      needs
        .flatMap(({ consumers }) => consumers)
        .map(({ durable }) => durable)
        .sort(),
    ).toEqual(CONSUMERS.map(({ durable }) => durable).sort());
  });

  it('drops old driver updates', () => {
    expect(stream(DRIVER_UPDATES)).toMatchObject({ discard: 'old', maxAgeMs: 600_000 });
  });

  it('keeps the shared cache of ride details in memory alone, and for minutes', () => {
    expect(stream('KV_RIDE_DETAILS')).toMatchObject({ storage: 'memory', newestPerSubject: true });
    expect(stream('KV_RIDE_DETAILS')?.maxAgeMs).toBeLessThanOrEqual(10 * 60_000);
  });

  it('bounds every stream in age and bytes', () => {
    for (const { maxAgeMs, maxBytes } of STREAMS) {
      expect(maxAgeMs).toBeGreaterThan(0);
      expect(maxBytes).toBeGreaterThan(0);
    }
  });

  it('defines consumers on existing streams, each with a name of its own', () => {
    for (const { stream: name } of CONSUMERS) expect(stream(name)?.name).toBe(name);
    expect(new Set(CONSUMERS.map(({ durable }) => durable)).size).toBe(CONSUMERS.length);
  });

  it('keeps the dead letters of each stream apart, and those of every consumer somewhere', () => {
    for (const { stream: origin, durable } of CONSUMERS) {
      const letters = DEAD_LETTER_STREAMS.filter(({ subjects }) =>
        subjects.includes(`dead-letters.*.${durable}.>`),
      );
      expect(letters).toHaveLength(1);
      const others = CONSUMERS.filter((one) => one.stream !== origin);
      for (const other of others)
        expect(letters[0]?.subjects).not.toContain(`dead-letters.*.${other.durable}.>`);
    }
  });

  it("gives the dead letters of one driver's updates less than a hundredth of their room", () => {
    const {
      mostPerSubject = Infinity,
      mostMessageBytes = 0,
      maxBytes,
    } = stream(DRIVER_UPDATES_DEAD_LETTERS) ?? {};
    expect(mostMessageBytes).toBeGreaterThan(0);
    expect(mostPerSubject * mostMessageBytes).toBeLessThan((maxBytes ?? 0) / 100);
  });
});
