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
const id = fc.stringMatching(/^[A-Za-z0-9_-]{1,64}$/);
const idLike = fc.oneof(id, fc.constantFrom('d.1', '', 'é', 'd-1\n', 'a'.repeat(65)));
const inside = (min: number, max: number) => fc.double({ min, max, noNaN: true });
const within = (min: number, max: number) => fc.oneof(inside(min, max), number);
const positive = fc.integer({ min: 1, max: 2 ** 52 });
const count = fc.oneof(positive, number);
const extra = fc.dictionary(
  fc.constantFrom('vehicle', '__proto__', 'constructor', '', 'lat'),
  fc.jsonValue(),
  {
    maxKeys: 1,
  },
);
/** Records of this model, some of them with a field missing or with one more. */
const record = (model: Record<string, fc.Arbitrary<unknown>>, required: readonly string[]) =>
  fc
    .tuple(
      fc.oneof(fc.record(model, { requiredKeys: [...required] }), fc.record(model, { requiredKeys: [] })),
      extra,
    )
    .map(([value, more]) => ({ ...value, ...more }));

const REQUIRED = ['driverId', 'sequence', 'recordedAt', 'position', 'available'] as const;
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
  REQUIRED,
);
/** Updates that the schema takes as they are. */
const plain = fc.record(
  {
    driverId: id,
    sequence: positive,
    recordedAt: positive,
    position: fc.record({ lat: inside(-90, 90), lng: inside(-180, 180) }),
    available: fc.boolean(),
    heading: inside(0, 360),
    speed: inside(0, 50),
    accuracy: inside(0, 50),
    battery: inside(0, 100),
  },
  { requiredKeys: [...REQUIRED] },
);
const anyText = fc.oneof(
  { weight: 8, arbitrary: update.map((value) => JSON.stringify(value)) },
  { weight: 1, arbitrary: fc.json() },
);

describe('the fast check of driver updates', () => {
  it('says the same as the schema about any text', () => {
    fc.assert(
      fc.property(anyText, (text) => {
        const data = Buffer.from(text);
        expect(parseDriverUpdate(data)).toStrictEqual(parseJson(driverUpdateSchema, data));
      }),
      { numRuns: 3_000 },
    );
  });

  it('takes updates only as the schema leaves them, every plain one among them and none with a wrong position', () => {
    fc.assert(
      fc.property(plain, update, wrong, (good, either, position) => {
        const updates = [good, either, { ...good, position }].map((value): unknown =>
          JSON.parse(JSON.stringify(value)),
        );
        for (const json of updates.filter(isPlainDriverUpdate)) {
          expect(driverUpdateSchema.parse(json)).toStrictEqual(json);
        }
        expect(updates.map(isPlainDriverUpdate)).toEqual([true, expect.any(Boolean), false]);
      }),
      { numRuns: 3_000 },
    );
  });

  it.each(['driver-update.v1.json', 'driver-update.v1-least.json'])(
    'takes the sample %s as plain',
    (file) => {
      const json: unknown = JSON.parse(readFileSync(join(__dirname, '../samples', file), 'utf8'));
      expect(isPlainDriverUpdate(json)).toBe(true);
    },
  );

  it('leaves a number that JSON can write and a double cannot hold to the schema', () => {
    const text = readFileSync(join(__dirname, '../samples/driver-update.v1.json'), 'utf8');
    const data = Buffer.from(text.replace('8.3', '1e999'));
    expect(parseDriverUpdate(data)).toMatchObject({
      ok: false,
      reason: expect.stringMatching(/speed/) as unknown,
    });
  });
});
