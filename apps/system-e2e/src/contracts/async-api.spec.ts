import { cloudEventHeaders, RIDE_CHANGED_TYPE, RIDE_EVENT_SOURCE } from '@ride-hailing/contracts';
import { aDriverUpdate, aRideChanged } from '@ride-hailing/testing';
import { AsyncApi } from './async-api';

const bytes = (value: unknown): Uint8Array => Buffer.from(JSON.stringify(value));

describe('the check of messages against the committed AsyncAPI document', () => {
  const document = new AsyncApi();
  const event = aRideChanged();
  const headers = {
    ...cloudEventHeaders({
      id: 'e-1',
      type: RIDE_CHANGED_TYPE,
      source: RIDE_EVENT_SOURCE,
      subject: event.rideId,
      time: event.changedAt,
    }),
    'Nats-Msg-Id': 'e-1',
  };
  const subject = `rides.changed.${event.rideId}`;

  it('assigns a valid message to the channel of its subject', () => {
    const update = { subject: 'drivers.update.d-1', headers: {}, data: bytes(aDriverUpdate()) };
    expect(document.check(update)).toEqual({ channel: 'driverUpdates', faults: [] });
    expect(document.check({ subject, headers, data: bytes(event) })).toEqual({
      channel: 'rideEvents',
      faults: [],
    });
    const letter = 'dead-letters.driver-service.driver-service-positions.drivers.update.d-1';
    expect(document.check({ subject: letter, headers: {}, data: bytes('?') }).channel).toBe('deadLetters');
  });

  it.each([
    'rides.removed.r-1',
    'drivers.update.a.b',
    'dead-letters.driver-service.another.x',
    '$KV.OTHER.k',
  ])('reports a subject that the AsyncAPI document does not name: %s', (other) => {
    const { channel, faults } = document.check({ subject: other, headers: {}, data: bytes({}) });
    expect([channel, faults]).toEqual([undefined, [`${other}: no channel of the document has this subject`]]);
  });

  it('reports the place in a payload or header that the schema does not allow', () => {
    const wrong = { ...event, version: 0, status: 'LOST' };
    expect(
      document.check({ subject, headers: { ...headers, 'ce-type': 'another' }, data: bytes(wrong) }).faults,
    ).toEqual([
      expect.stringContaining('headers/ce-type: must be equal to constant'),
      expect.stringContaining('payload/status: must be equal to one of the allowed values'),
      expect.stringContaining('payload/version: must be > 0'),
    ]);
    const { faults } = document.check({ subject, headers: {}, data: Buffer.from('{') });
    expect(faults.join()).toContain("headers: must have required property 'ce-id'");
    expect(faults.join()).toMatch(/payload: .*JSON/);
  });
});
