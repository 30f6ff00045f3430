import { parseAckSubject } from './jetstream-message';

describe('parseAckSubject', () => {
  const expected = { deliveryCount: 3, streamSequence: 1_200_345, storedAtMs: 1_763_000_123_456 };

  it('parses the ack subject that servers send', () => {
    expect(parseAckSubject('$JS.ACK.RIDES.copy.3.1200345.77.1763000123456789012.5')).toEqual(expected);
  });

  it('parses an ack subject with domain and account', () => {
    const subject = '$JS.ACK.hub.ABCDEF.RIDES.copy.3.1200345.77.1763000123456789012.5.token';
    expect(parseAckSubject(subject)).toEqual(expected);
  });
});
