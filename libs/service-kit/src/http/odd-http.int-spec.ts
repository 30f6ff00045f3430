import { Controller, Get, Module, Post } from '@nestjs/common';
import { connect } from 'node:net';
import { createLogger } from '../logging/logger';
import { type RunningService, startService } from '../run/start-service';

@Controller('names')
class NamesController {
  @Get()
  all(): object {
    return { names: [] };
  }

  @Post()
  make(): object {
    return { made: true };
  }
}

@Module({ controllers: [NamesController] })
class NamesModule {}

const config = { host: '127.0.0.1', httpPort: 0, logLevel: 'silent', shutdownTimeoutMs: 2_000 };

describe('requests that are not proper HTTP/1', () => {
  let service: RunningService;

  beforeAll(async () => {
    const logger = createLogger({ name: 'names', level: 'silent' });
    service = await startService({ name: 'names', module: NamesModule, config, logger });
  });
  afterAll(() => service.stop());

  /** Sends these lines as a request; returns the status, type and body of the answer. */
  const ask = async (...lines: string[]): Promise<{ status: number; type: string; body: string }> => {
    const socket = connect(Number(new URL(service.url).port), '127.0.0.1');
    socket.write([...lines, 'Connection: close', '', ''].join('\r\n'));
    let text = '';
    for await (const data of socket.setTimeout(10_000, () => socket.destroy())) text += String(data);
    const [head = '', body = ''] = text.split('\r\n\r\n');
    const type = /content-type: ([^\r;]*)/i.exec(head)?.[1] ?? '';
    return { status: Number(head.split(' ', 2)[1]), type, body };
  };

  it.each([
    ['no Host', 400, 'one Host header', ['GET /names HTTP/1.1']],
    ['two Hosts', 400, 'one Host header', ['GET /names HTTP/1.1', 'Host: a', 'host: b']],
    ['another version', 400, 'not spoken', ['GET /names HTTP/2.0', 'Host: a']],
    ['an unknown expectation', 417, '100-continue', ['POST /names HTTP/1.1', 'Host: a', 'Expect: wonders']],
    ['a tunnel', 400, 'no proxy', ['CONNECT a:443 HTTP/1.1', 'Host: a']],
  ])('refuses %s with problem details', async (_what, status, detail, lines) => {
    const answer = await ask(...lines);
    expect(answer).toMatchObject({ status, type: 'application/problem+json' });
    expect((JSON.parse(answer.body) as { detail: string }).detail).toContain(detail);
  });

  it.each([
    ['HTTP/1.0 without a Host', ['GET /names HTTP/1.0']],
    ['HTTP/1.1 with a Host', ['GET /names HTTP/1.1', 'Host: a']],
  ])('accepts %s', async (_what, lines) => {
    expect((await ask(...lines)).status).toBe(200);
  });

  it('accepts the expectation 100-continue', async () => {
    const { status, body } = await ask('POST /names HTTP/1.1', 'Host: a', 'Expect: 100-continue');
    // The final answer follows the interim one.
    expect([status, body]).toEqual([100, expect.stringMatching(/^HTTP\/1.1 201 /)]);
  });
});
