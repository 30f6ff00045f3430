import { connect } from 'node:net';
import { eventually } from '@ride-hailing/testing';
import { GatewayScene, problemOf, ServiceBehind, startGateway } from '../test/gateway-scene';

const TRICK = 'trick';

const rawExchange = (base: string, text: string): Promise<string> =>
  new Promise((resolve, reject) => {
    const socket = connect(Number(new URL(base).port), '127.0.0.1', () => socket.write(text));
    let answer = '';
    socket.setEncoding('utf8').on('data', (chunk: string) => (answer += chunk));
    socket.on('error', reject).on('close', () => resolve(answer));
  });

describe('the gateway', () => {
  const scene = new GatewayScene();
  const { ask } = scene;

  beforeAll(() => scene.start());
  afterEach(() => scene.forget());
  afterAll(() => scene.stop());

  it('answers 413 to a body that is too large, with or without a Content-Length', async () => {
    const large = 'x'.repeat(2 * 1024 * 1024);
    const text = `POST /rides HTTP/1.1\r\nhost: a\r\nx-request-id: ${TRICK}\r\nauthorization: ${scene.token.authorization}\r\nconnection: close\r\ncontent-type: application/json\r\n`;
    const announced = `${text}content-length: ${large.length}\r\n\r\n`;
    const chunk = `${(64 * 1024).toString(16)}\r\n${'x'.repeat(64 * 1024)}\r\n`;
    const chunked = `${text}transfer-encoding: chunked\r\n\r\n${chunk.repeat(3)}`;
    expect(await rawExchange(scene.url, announced)).toMatch(/^HTTP\/1\.1 413 [^]*application\/problem\+json/);
    expect(await rawExchange(scene.url, chunked)).toMatch(/^HTTP\/1\.1 413 /);
    expect(scene.passedOn(TRICK)).toEqual([]);
  });

  it('answers 400 to what is not HTTP, and to contradictory lengths', async () => {
    expect(await rawExchange(scene.url, 'RIDES please\r\n\r\n')).toMatch(/^HTTP\/1\.1 400 /);
    const twice = `GET /rides HTTP/1.1\r\nhost: a\r\nx-request-id: ${TRICK}\r\ncontent-length: 3\r\ntransfer-encoding: chunked\r\n\r\n0\r\n\r\n`;
    expect(await rawExchange(scene.url, twice)).toMatch(/^HTTP\/1\.1 400 /);
    expect(scene.passedOn(TRICK)).toEqual([]);
  });

  it.each([
    ['GET', '/rides/01900000-0000-7000-8000-00000000000a/assignment', 'POST'],
    ['POST', '/rides/01900000-0000-7000-8000-00000000000a/journey', 'GET, HEAD'],
    ['DELETE', '/assignments/01900000-0000-7000-8000-00000000000a', 'GET, HEAD'],
    ['POST', '/health', 'GET, HEAD'],
  ])('answers 405 to %s %s, whose path is its own, and passes nothing on', async (method, path, allow) => {
    const answer = await ask(path, { method, headers: { 'x-request-id': TRICK } });
    expect([answer.headers.get('allow'), await problemOf(answer)]).toEqual([
      allow,
      expect.objectContaining({ status: 405 }),
    ]);
    expect(scene.passedOn(TRICK)).toEqual([]);
  });

  it('answers 415 to a request for an assignment that is not JSON', async () => {
    for (const type of ['application/x-www-form-urlencoded', 'text/plain']) {
      const path = '/rides/01900000-0000-7000-8000-00000000000a/assignment';
      const answer = await ask(path, {
        method: 'POST',
        body: 'driverId=d-1',
        headers: { 'content-type': type },
      });
      expect(await problemOf(answer)).toMatchObject({ status: 415 });
    }
  });

  it.each([
    '/rides/01900000-0000-7000-8000-00000000000a/journey?x=1',
    '/assignments/01900000-0000-7000-8000-00000000000a?x=1',
    '/health?x=1',
    '/?x=1',
  ])('answers 400 to an unknown query parameter: %s', async (path) => {
    expect(await problemOf(await ask(path))).toMatchObject({ status: 400, errors: [{ field: 'x' }] });
  });

  it('answers 404 to a path of no service', async () => {
    for (const path of ['/nothing', '/ridesx', '/docs-of-rides', '/drivers-x/1']) {
      expect(await problemOf(await ask(path))).toMatchObject({ status: 404 });
    }
  });

  it('needs its database for assignments only: during an outage it stays ready and serves all else', async () => {
    const ride = '01900000-0000-7000-8000-00000000000a';
    const refused = await ask(`/rides/${ride}/assignment`, { method: 'POST' });
    expect([refused.status, refused.headers.get('retry-after')]).toEqual([503, '1']);
    expect(await problemOf(refused)).toMatchObject({ detail: 'The database is not ready yet.' });
    expect((await ask(`/assignments/${ride}`)).status).toBe(503);
    expect((await ask(`/rides/${ride}`)).status).toBe(200);
    const ready = await ask('/health/ready');
    expect(ready.status).toBe(200);
    expect(await ready.json()).toMatchObject({ checks: { database: { ok: false, required: false } } });
  });

  it('completes a request in flight before it stops', async () => {
    const late = new ServiceBehind('late');
    const stopping = await startGateway(await late.listen(), 'http://127.0.0.1:9');
    const inFlight = ask('/rides/slow', {}, stopping.url);
    await eventually(async () => (await fetch(`${stopping.url}/health/live`)).ok);
    const stopped = stopping.stop();
    expect((await inFlight).status).toBe(504);
    expect(await stopped).toBeLessThan(3_000);
    await late.close();
  });
});
