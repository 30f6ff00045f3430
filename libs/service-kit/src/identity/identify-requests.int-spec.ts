import { Body, Controller, Get, Module, Post } from '@nestjs/common';
import { generateKeyPairSync } from 'node:crypto';
import { once } from 'node:events';
import { connect } from 'node:net';
import { signToken } from '@ride-hailing/contracts';
import { createLogger } from '../logging/logger';
import { type RunningService, startService } from '../run/start-service';
import { type Identity } from '../context/identity';
import { identity } from '../context/request-context';
import { Public, Roles } from './route-access.decorator';

@Controller()
class DoorController {
  @Public()
  @Get('open')
  open(): string {
    return 'open';
  }

  @Roles('rider', 'dispatcher')
  @Post('who')
  who(@Body() body: object): Identity & { fields: number } {
    return { ...identity(), fields: Object.keys(body).length };
  }

  /** This route lacks @Public() and @Roles() by mistake. */
  @Get('forgotten')
  forgotten(): string {
    return 'forgotten';
  }
}

@Module({ controllers: [DoorController] })
class DoorModule {}

const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });

describe('identification of requests', () => {
  const lines: string[] = [];
  let service: RunningService;

  beforeAll(async () => {
    const logger = createLogger({ name: 'door', level: 'trace' }, { write: (line) => void lines.push(line) });
    service = await startService({
      name: 'door',
      module: DoorModule,
      config: { host: '127.0.0.1', httpPort: 0, logLevel: 'trace', shutdownTimeoutMs: 3_000 },
      identity: { publicKey, audience: 'test' },
      limits: { requestTimeoutMs: 300 },
      openApi: { title: 'Door', description: '' },
      logger,
    });
  });
  afterAll(() => service.stop());

  const ask = (path: string, headers: Record<string, string> = {}, body?: string): Promise<Response> =>
    fetch(service.url + path, {
      method: body === undefined ? 'GET' : 'POST',
      headers: { ...headers, ...(body !== undefined && { 'content-type': 'application/json' }) },
      body,
    });
  const bearer = async (role: Identity['role']) => ({
    authorization: `Bearer ${await signToken(privateKey, { role, sub: 'x-1', audience: 'test', validForSeconds: 300 })}`,
  });
  const raw = async (text: string): Promise<string> => {
    const socket = connect(Number(new URL(service.url).port), '127.0.0.1', () => socket.write(text));
    let answer = '';
    socket.setEncoding('utf8').on('data', (chunk: string) => (answer += chunk));
    await once(socket, 'close');
    return answer;
  };

  it.each(['/open', '/health/live', '/health/ready', '/metrics', '/docs', '/docs-json'])(
    'answers %s without a token',
    async (path) => {
      expect((await ask(path)).status).toBe(200);
    },
  );

  it('answers 401 with problem details and a challenge to a request without a token', async () => {
    const answer = await ask('/who', { 'x-request-id': 'req-9' }, '{}');
    expect(answer.status).toBe(401);
    expect(answer.headers.get('www-authenticate')).toBe('Bearer');
    expect(answer.headers.get('content-type')).toContain('application/problem+json');
    expect(await answer.json()).toEqual({
      type: 'about:blank',
      title: 'Unauthorized',
      status: 401,
      detail: 'A bearer token is needed.',
      requestId: 'req-9',
    });
  });

  it('gives handlers the identity of the caller, also after a body was read', async () => {
    for (const role of ['rider', 'dispatcher'] as const) {
      const answer = await ask('/who', await bearer(role), '{"a":1}');
      expect(await answer.json()).toEqual({ role, sub: 'x-1', fields: 1 });
    }
  });

  it('refuses callers of another role, and everybody at a route without declared roles', async () => {
    const driver = await ask('/who', await bearer('driver'), '{}');
    expect(driver.status).toBe(403);
    expect(await driver.json()).toMatchObject({
      detail: 'This is for rider or dispatcher, and the token is for a driver.',
    });
    expect((await ask('/forgotten', await bearer('dispatcher'))).status).toBe(403);
    expect((await ask('/forgotten')).status).toBe(401);
  });

  it('checks the token before it reads the body', async () => {
    expect((await ask('/who', {}, '{"half')).status).toBe(401);
    expect((await ask('/who', {}, `{"a":"${'x'.repeat(200_000)}"}`)).status).toBe(401);
  });

  it.each([
    [400, '{"half', 'The body is not valid JSON.'],
    [413, `{"a":"${'x'.repeat(200_000)}"}`, /body/i],
  ])('answers %i to a bad body', async (status, body, detail) => {
    const answer = await ask('/who', await bearer('rider'), body);
    expect(answer.status).toBe(status);
    expect(await answer.json()).toMatchObject({ status, detail: expect.stringMatching(detail) as string });
  });

  it.each([
    [431, `GET /open HTTP/1.1\r\nhost: a\r\nx: ${'y'.repeat(20_000)}\r\n\r\n`],
    [400, 'GET /open HTTP/1.1\r\nhost: a\r\nno colon\r\n\r\n'],
    [408, 'GET /open HTTP/1.1\r\nhost: a\r\n'],
  ])('answers %i with problem details to an incomplete or malformed request', async (status, text) => {
    const [head = '', body = ''] = (await raw(text)).split('\r\n\r\n');
    expect(head).toMatch(new RegExp(`^HTTP/1.1 ${status} `));
    expect(head).toContain('content-type: application/problem+json');
    const id = /x-request-id: (\S+)/.exec(head)?.[1];
    expect(JSON.parse(body)).toMatchObject({ status, type: 'about:blank', requestId: id });
  });

  it('answers 408 to a body that never ends', async () => {
    const { authorization } = await bearer('rider');
    const head = `POST /who HTTP/1.1\r\nhost: a\r\nauthorization: ${authorization}\r\n`;
    const answer = await raw(`${head}content-type: application/json\r\ncontent-length: 10\r\n\r\n{"a`);
    expect(answer).toMatch(/^HTTP\/1.1 408 [^]*application\/problem\+json[^]*did not arrive in time/);
  });

  it('never logs a token', async () => {
    const { authorization } = await bearer('rider');
    await ask('/who', { authorization }, '{}');
    await ask('/forgotten', { authorization });
    await ask('/who', { authorization: `${authorization}x` }, '{}');
    const text = lines.join('\n');
    expect(text).toContain('"path":"/who"');
    expect(text).not.toContain(authorization.slice('Bearer '.length, 60));
  });
});
