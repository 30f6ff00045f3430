import { Body, Controller, Get, Logger, Module, Param, Post } from '@nestjs/common';
import { z } from 'zod';
import { requestContext } from '../context/request-context';
import { createLogger } from '../logging/logger';
import { createZodDto } from '../openapi/zod-dto';
import { ConflictProblem, UnavailableProblem } from '../problems/domain.errors';
import { type ProblemDetails } from '../problems/problem-details';
import { type RunningService, startService } from './start-service';

class GreetingDto extends createZodDto(z.strictObject({ name: z.string().min(2), age: z.number().int() })) {}

@Controller('greetings')
class GreetingController {
  private readonly logger = new Logger(GreetingController.name);

  @Get(':kind')
  get(@Param('kind') kind: string): object {
    if (kind === 'conflict') throw new ConflictProblem('It is taken.');
    if (kind === 'unavailable') throw new UnavailableProblem('Come back later.');
    if (kind === 'broken') throw new Error('secret inside');
    return { kind, context: requestContext() };
  }

  @Post()
  async post(@Body() body: GreetingDto): Promise<object> {
    await Promise.resolve();
    this.logger.log('greeted');
    return { hello: body.name, context: requestContext() };
  }
}

@Module({ controllers: [GreetingController] })
class GreetingModule {}

const config = { host: '127.0.0.1', httpPort: 0, logLevel: 'debug', shutdownTimeoutMs: 2_000 };
const TRACE_ID = '4bf92f3577b34da6a3ce929d0e0e4736';
const headers = { 'x-request-id': 'req-7', traceparent: `00-${TRACE_ID}-00f067aa0ba902b7-01` };

describe('a running service', () => {
  let service: RunningService;
  const lines: Record<string, unknown>[] = [];
  const write = (line: string) => void lines.push(JSON.parse(line) as Record<string, unknown>);
  const send = (path: string, init?: RequestInit) => fetch(`${service.url}${path}`, init);
  const post = (body: string, more: Record<string, string> = {}) =>
    send('/greetings', { method: 'POST', body, headers: { 'content-type': 'application/json', ...more } });
  const problem = async (response: Response) => {
    expect(response.headers.get('content-type')).toContain('application/problem+json');
    return (await response.json()) as ProblemDetails;
  };

  beforeAll(async () => {
    const logger = createLogger({ name: 'greeter', level: 'debug' }, { write });
    const openApi = { title: 'Greeter', description: 'Greets.' };
    service = await startService({ name: 'greeter', module: GreetingModule, config, openApi, logger });
  });

  afterAll(() => service.stop());

  it("keeps the caller's request id and trace up to the handler, also after a body was read", async () => {
    const responses = await Promise.all([
      send('/greetings/plain', { headers }),
      post('{"name":"Minji","age":30}', headers),
    ]);
    for (const response of responses) {
      expect(response.headers.get('x-request-id')).toBe('req-7');
      expect(await response.json()).toMatchObject({ context: { requestId: 'req-7', traceId: TRACE_ID } });
    }
  });

  it('puts the request id on every log line of a request', () => {
    const greeted = lines.find(({ msg }) => msg === 'greeted');
    expect(greeted).toMatchObject({ requestId: 'req-7', traceId: TRACE_ID, service: 'greeter' });
  });

  it('answers invalid input with a message per field', async () => {
    const response = await post('{"name":"M","extra":1}');
    expect(response.status).toBe(400);
    const { errors } = await problem(response);
    expect(errors?.map(({ field }) => field).sort()).toEqual(['age', 'extra', 'name']);
  });

  it.each([
    ['malformed JSON', '{"name":', 400],
    ['an empty body', '', 400],
    ['a body over the limit', JSON.stringify({ name: 'x'.repeat(200_000) }), 413],
  ])('answers %s with problem details', async (_name, body, status) => {
    const response = await post(body, headers);
    expect(response.status).toBe(status);
    expect(await problem(response)).toMatchObject({ status, requestId: 'req-7' });
  });

  it.each([
    ['/greetings/conflict', 409],
    ['/greetings/unavailable', 503],
    ['/nowhere?phone=010', 404],
    ['/%FF', 400],
  ])('answers %s with problem details of status %i', async (path, status) => {
    const response = await send(path);
    expect(response.status).toBe(status);
    expect(response.headers.get('retry-after')).toBe(status === 503 ? '1' : null);
    expect(JSON.stringify(await problem(response))).not.toContain('010');
  });

  it('hides an unexpected error from the caller and logs it with the request id', async () => {
    const response = await send('/greetings/broken', { headers: { 'x-request-id': 'req-broken' } });
    expect(response.status).toBe(500);
    expect(await response.text()).not.toContain('secret inside');
    const logged = lines.find(({ level, requestId }) => level === 'error' && requestId === 'req-broken');
    expect(logged?.err).toMatchObject({ message: 'secret inside' });
  });

  it('does not log query strings', () => {
    expect(JSON.stringify(lines)).not.toContain('phone=010');
  });

  it('counts requests by route, not by address', async () => {
    const metrics = await (await send('/metrics')).text();
    expect(metrics).toMatch(
      /http_request_duration_seconds_count{method="GET",route="\/greetings\/:kind",status="409"} 1/,
    );
    expect(metrics).toContain('process_resident_memory_bytes');
  });

  it('serves the OpenAPI page and its document', async () => {
    expect((await send('/docs')).status).toBe(200);
    const document = (await (await send('/docs-json')).json()) as { components: { schemas: object } };
    expect(document.components.schemas).toHaveProperty('GreetingDto');
  });

  it('answers that it is live and ready', async () => {
    expect(await (await send('/health/live')).json()).toEqual({ status: 'live' });
    expect(await (await send('/health/ready')).json()).toEqual({ status: 'ready', checks: {} });
  });

  it('refuses to start on a port that is taken', async () => {
    const httpPort = Number(new URL(service.url).port);
    const logger = createLogger({ name: 'second', level: 'silent' });
    const second = startService({
      name: 'second',
      module: GreetingModule,
      config: { ...config, httpPort },
      logger,
    });
    await expect(second).rejects.toMatchObject({ code: 'EADDRINUSE' });
  });

  it('does not start on an address that other machines reach, unless that is allowed explicitly', async () => {
    const everywhere = { ...config, host: '0.0.0.0' };
    const start = (allowNonLoopback?: boolean) =>
      startService({
        name: 'open',
        module: GreetingModule,
        config: { ...everywhere, allowNonLoopback },
        logger: createLogger({ name: 'open', level: 'silent' }),
      });
    await expect(start()).rejects.toThrow('ALLOW_NON_LOOPBACK=true');
    const allowed = await start(true);
    await allowed.stop();
  });
});
