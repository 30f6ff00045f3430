import * as fc from 'fast-check';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { driverUpdateSchema, isPlainDriverUpdate, parseDriverUpdate } from './driver-update';
import { parseJson } from './parse';

const edges = [0, -0, 1, -1, 90, 90.000_001, -180, 180.5, 360, 361, 1.5, 2 ** 53 - 1, 2 ** 53, 1e308];
const number = fc.oneof(fc.constantFrom(...edges), fc.double({ noNaN: true }), fc.integer());
const wrong = fc.constantFrom<unknown>(null, '', '1', true, [], {}, [1], 'd-1');
const sometimes = (value: fc.Arbitrary<unknown>) =>
  fc.oneof({ weight: 6, arbitrary: value }, { weight: 1, arbitrary: wrong });
const idLike = fc.oneof(
  fc.stringMatching(/^[A-Za-z0-9_-]{1,64}$/),
  fc.constantFrom('d.1', '', 'é', 'd-1\n', 'a'.repeat(65)),
);
const within = (min: number, max: number) => fc.oneof(fc.double({ min, max, noNaN: true }), number);
const count = fc.oneof(fc.integer({ min: 1, max: 2 ** 52 }), number);
const extra = fc.dictionary(
  fc.constantFrom('vehicle', '__proto__', 'constructor', '', 'lat'),
  fc.jsonValue(),
  {
    maxKeys: 1,
  },
);
/** Of what is asked for, now and then without something, and with something more. */
const record = (model: Record<string, fc.Arbitrary<unknown>>, requiredKeys: string[]) =>
  fc
    .tuple(fc.oneof(fc.record(model, { requiredKeys }), fc.record(model, { requiredKeys: [] })), extra)
    .map(([value, more]) => ({ ...value, ...more }));

const point = record({ lat: sometimes(within(-90, 90)), lng: sometimes(within(-180, 180)) }, ['lat', 'lng']);
const update = record(
  {
    driverId: sometimes(idLike),
    sequence: sometimes(count),
    recordedAt: sometimes(count),
    position: sometimes(point),
    available: sometimes(fc.boolean()),
    heading: sometimes(within(0, 360)),
    speed: sometimes(within(0, 50)),
    accuracy: sometimes(within(0, 50)),
    battery: sometimes(within(0, 100)),
  },
  ['driverId', 'sequence', 'recordedAt', 'position', 'available'],
);
const anyText = fc.oneof(
  { weight: 8, arbitrary: update.map((value) => JSON.stringify(value)) },
  { weight: 1, arbitrary: fc.json() },
);

describe('the short way for driver updates', () => {
  it('says the same as the schema, whatever comes', () => {
    fc.assert(
      fc.property(anyText, (text) => {
        const data = Buffer.from(text);
        expect(parseDriverUpdate(data)).toStrictEqual(parseJson(driverUpdateSchema, data));
      }),
      { numRuns: 3_000 },
    );
  });

  it('says the same as the schema of updates that are in order, and of updates with one fault', () => {
    const taken = new Set<boolean>();
    fc.assert(
      fc.property(update, (value) => {
        const json: unknown = JSON.parse(JSON.stringify(value));
        const isPlain = isPlainDriverUpdate(json);
        taken.add(isPlain);
        if (isPlain) expect(driverUpdateSchema.parse(json)).toStrictEqual(json);
      }),
      { numRuns: 3_000 },
    );
    // Otherwise this would have compared nothing.
    expect([...taken].sort()).toEqual([false, true]);
  });

  it.each(['driver-update.v1.json', 'driver-update.v1-least.json'])('takes %s', (file) => {
    const json: unknown = JSON.parse(readFileSync(join(__dirname, '../samples', file), 'utf8'));
    expect(isPlainDriverUpdate(json)).toBe(true);
  });

  it('leaves a number that JSON can write and a double cannot hold to the schema', () => {
    const text = readFileSync(join(__dirname, '../samples/driver-update.v1.json'), 'utf8');
    const data = Buffer.from(text.replace('8.3', '1e999'));
    expect(parseDriverUpdate(data)).toMatchObject({
      ok: false,
      reason: expect.stringMatching(/speed/) as unknown,
    });
  });
});
