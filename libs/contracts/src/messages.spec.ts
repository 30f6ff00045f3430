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
  ])('is refused with the field named: %s', (_name, value, reason) => {
    const parsed = parseDriverUpdate(bytes(value));
    expect(parsed).toEqual({ ok: false, reason: expect.stringMatching(reason) as unknown });
  });

  it('is refused when it is not JSON or not UTF-8', () => {
    expect(parseDriverUpdate(Buffer.from('{"driverId"'))).toEqual({
      ok: false,
      reason: 'undecodable: not JSON',
    });
    expect(parseDriverUpdate(Uint8Array.of(0xff, 0xfe, 0x00))).toEqual({
      ok: false,
      reason: 'undecodable: not UTF-8',
    });
  });

  it('may carry fields that this version does not know', () => {
    expect(parseDriverUpdate(bytes({ ...update, vehicle: 'sedan' }))).toEqual({ ok: true, value: update });
  });
});

describe('a ride event', () => {
  it('is refused when its type is not known', () => {
    expect(parseRideChanged('ride-hailing.ride.changed.v9', bytes(changed))).toEqual({
      ok: false,
      reason: 'unknown event type "ride-hailing.ride.changed.v9"',
    });
    expect(parseRideChanged(undefined, bytes(changed)).ok).toBe(false);
  });

  it('is refused with the field named when a field is wrong', () => {
    const parsed = parseRideChanged(RIDE_CHANGED_TYPE, bytes({ ...changed, status: 'LOST', version: 0 }));
    expect(parsed).toEqual({ ok: false, reason: expect.stringMatching(/status: .*version: /) as unknown });
  });

  it('carries the CloudEvents attributes in its headers', () => {
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
