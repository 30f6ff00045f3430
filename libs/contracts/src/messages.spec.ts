import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { cloudEventHeaders } from './cloud-events';
import { type DriverUpdate, parseDriverUpdate } from './driver-update';
import { parseRideChanged, RIDE_CHANGED_TYPE, type RideChanged } from './ride-changed';

const sample = <T>(file: string): T =>
  JSON.parse(readFileSync(join(__dirname, '../samples', file), 'utf8')) as T;
const update = sample<DriverUpdate>('driver-update.v1.json');
const { headers, data: changed } = sample<{ headers: Record<string, string>; data: RideChanged }>(
  'ride-changed.v1.json',
);
const bytes = (value: unknown): Uint8Array => Buffer.from(JSON.stringify(value));

describe('a driver update', () => {
  it.each<[string, unknown, RegExp]>([
    ['a latitude beyond the pole', { ...update, position: { lat: 91, lng: 0 } }, /position\.lat/],
    ['a driver id with a dot', { ...update, driverId: 'd.1' }, /driverId: must match/],
    ['a wildcard as driver id', { ...update, driverId: '>' }, /driverId/],
    ['a fraction as sequence', { ...update, sequence: 1.5 }, /sequence/],
    ['a sequence above what JSON numbers hold', { ...update, sequence: 2 ** 60 }, /sequence/],
    ['a missing position', { ...update, position: undefined }, /position/],
    ['a word for availability', { ...update, available: 'yes' }, /available/],
    ['a list', [update], /message/],
    ['null', null, /message/],
  ])('refuses %s, and names the field', (_name, value, reason) => {
    const parsed = parseDriverUpdate(bytes(value));
    expect(parsed).toEqual({ ok: false, reason: expect.stringMatching(reason) as unknown });
  });

  it('refuses a driver update that is not JSON or not UTF-8', () => {
    expect(parseDriverUpdate(Buffer.from('{"driverId"'))).toEqual({
      ok: false,
      reason: 'undecodable: not JSON',
    });
    expect(parseDriverUpdate(Uint8Array.of(0xff, 0xfe, 0x00))).toEqual({
      ok: false,
      reason: 'undecodable: not UTF-8',
    });
  });

  it('ignores unknown fields of a driver update', () => {
    expect(parseDriverUpdate(bytes({ ...update, vehicle: 'sedan' }))).toEqual({ ok: true, value: update });
  });
});

describe('a ride event', () => {
  it('refuses a ride event of an unknown type', () => {
    expect(parseRideChanged('ride-hailing.ride.changed.v9', bytes(changed))).toEqual({
      ok: false,
      reason: 'unknown event type "ride-hailing.ride.changed.v9"',
    });
    expect(parseRideChanged(undefined, bytes(changed)).ok).toBe(false);
  });

  it('refuses a ride event with invalid fields, and names them', () => {
    const parsed = parseRideChanged(RIDE_CHANGED_TYPE, bytes({ ...changed, status: 'LOST', version: 0 }));
    expect(parsed).toEqual({ ok: false, reason: expect.stringMatching(/status: .*version: /) as unknown });
  });

  it('writes the attributes of CloudEvents as headers of a ride event', () => {
    expect(
      cloudEventHeaders({
        id: headers['ce-id']!,
        type: headers['ce-type']!,
        source: headers['ce-source']!,
        subject: headers['ce-subject']!,
        time: headers['ce-time']!,
        traceparent: headers['traceparent'],
      }),
    ).toEqual(headers);
  });
});
