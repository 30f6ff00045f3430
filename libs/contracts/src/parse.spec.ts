import { z } from 'zod';
import { approachesSchema } from './approaches';
import { isPlainDriverUpdate, phoneClockFault } from './driver-update';
import { InvalidIdError } from './ids';
import { parseJson } from './parse';

const bytes = (value: unknown) => new TextEncoder().encode(JSON.stringify(value));

describe('parsing', () => {
  it('names at most five faults', () => {
    const parsed = parseJson(z.array(z.string()), bytes([1, 2, 3, 4, 5, 6, 7]));
    expect(parsed.ok).toBe(false);
    expect(parsed.ok ? [] : parsed.reason.split('; ')).toHaveLength(5);
  });

  it('skips the schema for plain values', () => {
    const asked = jest.fn(() => false);
    const schema = z.string().refine(asked);
    expect(parseJson(schema, bytes('a'), (json): json is string => json === 'a')).toEqual({
      ok: true,
      value: 'a',
    });
    expect(asked).not.toHaveBeenCalled();
    expect(parseJson(schema, bytes('b'), (json): json is string => json === 'a').ok).toBe(false);
  });

  it('shows only the beginning of a bad id', () => {
    const { message } = new InvalidIdError('ride id', '.'.repeat(10_000));
    expect(message).toContain(`"${'.'.repeat(80)}"`);
  });

  it('reads the approaches of a configuration, and names unknown ones', () => {
    expect(approachesSchema.parse(undefined)).toEqual(['hybrid']);
    expect(approachesSchema.parse('sync-api')).toEqual(['hybrid', 'sync-api']);
    expect(approachesSchema.safeParse('sync-api,fax').error?.issues).toMatchObject([
      { message: expect.stringMatching(/^has fax: not among all, hybrid/) as string },
    ]);
  });
});

describe('a plain driver update', () => {
  const update = {
    driverId: 'd-1',
    sequence: 1,
    recordedAt: 1,
    position: { lat: 0, lng: 0 },
    available: true,
  };

  it.each([
    { position: { lat: 90, lng: 180 } },
    { position: { lat: -90, lng: -180 } },
    { heading: 0, battery: 0, speed: 0, accuracy: 0 },
    { heading: 360, battery: 100 },
  ])('accepts an update at the bounds: %j', (fields) => {
    expect(isPlainDriverUpdate({ ...update, ...fields })).toBe(true);
  });

  it.each([{ driverId: 7 }, { sequence: 0 }, { recordedAt: 0 }, { heading: -1 }, { battery: 101 }])(
    'does not accept %j as plain',
    (fields) => {
      expect(isPlainDriverUpdate({ ...update, ...fields })).toBe(false);
    },
  );
});

describe("the clock of a phone, judged by the broker's", () => {
  const storedAt = Date.UTC(2026, 10, 22);
  const ahead = 600_000;
  const behind = 366 * 86_400_000;
  const fault = (sequence: number, recordedAt: number) => phoneClockFault({ sequence, recordedAt }, storedAt);

  it('accepts a clock 10 minutes ahead or 366 days behind', () => {
    expect(fault(storedAt + ahead, storedAt - behind)).toBeUndefined();
    expect(fault(storedAt - behind, storedAt + ahead)).toBeUndefined();
  });

  it('refuses a clock one millisecond beyond these limits, and names the field', () => {
    for (const far of [storedAt + ahead + 1, storedAt - behind - 1]) {
      expect(fault(far, storedAt)).toContain(`invalid: sequence: ${far} is not`);
      expect(fault(storedAt, far)).toContain(`invalid: recordedAt: ${far} is not`);
    }
  });
});
