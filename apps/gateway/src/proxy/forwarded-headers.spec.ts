import { requestHeaders, responseHeaders } from './forwarded-headers';

const forwarded = (headers: Record<string, string>, hasBody = true) =>
  requestHeaders({ headers, hasBody, clientAddress: '10.1.2.3', context: { 'x-request-id': 'r-1' } });

describe('forwarded headers', () => {
  it('keeps the headers that belong to the message', () => {
    const kept = { 'idempotency-key': 'k', 'if-match': '"3"', accept: '*/*', 'content-length': '2' };
    expect(forwarded(kept)).toEqual({ ...kept, 'x-request-id': 'r-1', 'x-forwarded-for': '10.1.2.3' });
  });

  it('drops the headers that belong to the connection, and those that the gateway sets itself', () => {
    const headers = {
      upgrade: 'h2c',
      te: 'trailers',
      expect: '100-continue',
      forwarded: 'for=1',
      host: 'gateway.example',
      'x-real-ip': '1',
    };
    expect(Object.keys(forwarded({ ...headers, 'x-request-id': 'old' }))).toEqual([
      'x-request-id',
      'x-forwarded-for',
    ]);
    expect(responseHeaders({ etag: '"3"', connection: 'keep-alive', 'keep-alive': '72' })).toEqual({
      etag: '"3"',
    });
  });

  it('drops the length of a body that is not there', () => {
    expect(forwarded({ 'content-length': '10' }, false)).not.toHaveProperty('content-length');
  });
});
