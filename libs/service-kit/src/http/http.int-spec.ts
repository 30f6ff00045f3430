import { Body, Controller, Get, HttpCode, Module, Param, Post, Query } from '@nestjs/common';
import { gzipSync } from 'node:zlib';
import { z } from 'zod';
import { createLogger } from '../logging/logger';
import { createZodDto } from '../openapi/zod-dto';
import { flag } from '../config/config-shapes';
import { queryInteger, queryNumber } from './query-shapes';
import { type RunningService, startService } from '../run/start-service';

class NamesQuery extends createZodDto(
  z.object({
    ids: z.string().optional(),
    lat: queryNumber({ min: -90, max: 90 }).optional(),
    limit: queryInteger({ min: 1, max: 100 }).default(10),
    detail: flag(false),
  }),
) {}

class PlaceQuery extends createZodDto(z.object({ lat: queryNumber({ min: -90, max: 90 }) })) {}

class NameDto extends createZodDto(z.strictObject({ name: z.string() })) {}

@Controller('names')
class NamesController {
  @Post()
  take(@Body() { name }: NameDto): object {
    return { name };
  }

  @Get('search')
  search(@Query() query: NamesQuery): object {
    return query;
  }

  @Get('near')
  near(@Query() query: PlaceQuery): object {
    return query;
  }

  @Get(':id')
  one(@Param('id') id: string): object {
    return { id };
  }

  /** Needs no body. */
  @Post(':id/start')
  @HttpCode(200)
  start(@Body() body: unknown): object {
    return { body: body === undefined ? 'none' : body };
  }
}

@Module({ controllers: [NamesController] })
class NamesModule {}

const config = { host: '127.0.0.1', httpPort: 0, logLevel: 'silent', shutdownTimeoutMs: 2_000 };
const json = { 'content-type': 'application/json' };
const minji = Buffer.from('{"name":"민지"}');

describe('HTTP requests to a service', () => {
  let service: RunningService;
  const send = async (path: string, init: RequestInit = {}) => {
    const response = await fetch(service.url + path, { method: 'POST', ...init });
    return { status: response.status, headers: response.headers, body: await response.json() };
  };

  beforeAll(async () => {
    const logger = createLogger({ name: 'names', level: 'silent' });
    service = await startService({ name: 'names', module: NamesModule, config, logger });
  });
  afterAll(() => service.stop());

  it('accepts JSON in UTF-8, also with the content coding identity', async () => {
    const further: Record<string, string>[] = [
      {},
      { 'content-encoding': 'identity' },
      { 'content-type': 'application/json;charset=UTF-8' },
    ];
    for (const more of further) {
      const { status, body } = await send('/names', { body: minji, headers: { ...json, ...more } });
      expect([status, body]).toEqual([201, { name: '민지' }]);
    }
  });

  it.each([
    ['gzipped JSON', gzipSync(minji), { ...json, 'content-encoding': 'gzip' }],
    ['a content coding that nobody knows', minji, { ...json, 'content-encoding': 'foo' }],
  ])('answers 415 with Accept-Encoding to %s', async (_what, body, headers) => {
    const answer = await send('/names', { body, headers });
    expect([answer.status, answer.headers.get('accept-encoding')]).toEqual([415, 'identity']);
    expect(answer.body).toMatchObject({ title: 'Unsupported media type' });
  });

  it.each([
    ['no type at all', {}],
    ['text', { 'content-type': 'text/plain' }],
    ['a form', { 'content-type': 'application/x-www-form-urlencoded' }],
    ['another charset', { 'content-type': 'application/json; charset=utf-16' }],
    ['what is no media type', { 'content-type': 'json' }],
  ])('answers 415 to a body with %s, also at a route that needs no body', async (_what, headers) => {
    for (const path of ['/names', '/names/a/start']) {
      const { status, body } = await send(path, { body: minji, headers: headers as Record<string, string> });
      expect([path, status, body]).toEqual([path, 415, expect.objectContaining({ status: 415 })]);
    }
  });

  it('answers 400 to bytes that are not UTF-8, instead of damaging a name', async () => {
    const body = Buffer.from('{"name":"M\xfcller"}', 'latin1');
    expect(await send('/names', { body, headers: json })).toMatchObject({
      status: 400,
      body: { detail: 'The body is not valid UTF-8.' },
    });
  });

  it.each(['{"name":', '{"name":"x","__proto__":{}}', "{'name':'x'}", '[1,]'])(
    'answers 400 to %s',
    async (body) => {
      expect(await send('/names', { body, headers: json })).toMatchObject({
        status: 400,
        body: { detail: 'The body is not valid JSON.' },
      });
    },
  );

  it.each([
    [{ ...json, 'content-length': '0' }],
    [{ 'content-type': 'text/plain', 'content-length': '0' }],
    [{}],
  ])('treats an empty body with the headers %j as no body', async (headers) => {
    const answer = await send('/names/a/start', { body: '', headers: headers as Record<string, string> });
    expect([answer.status, answer.body]).toEqual([200, { body: 'none' }]);
  });

  it('distinguishes a body of null from no body', async () => {
    expect((await send('/names/a/start', { body: 'null', headers: json })).body).toEqual({ body: null });
  });

  it.each([
    ['PUT', '/names', 'POST'],
    ['GET', '/names', 'POST'],
    ['DELETE', '/names/a?x=1', 'GET, HEAD'],
    ['POST', '/names/a', 'GET, HEAD'],
    ['GET', '/names/a/start', 'POST'],
    ['OPTIONS', '/names/a', 'GET, HEAD'],
    ['PATCH', '/health/ready', 'GET, HEAD'],
  ])('answers 405 to %s %s with the allowed methods', async (method, path, allow) => {
    const answer = await send(path, { method });
    expect([answer.status, answer.headers.get('allow')]).toEqual([405, allow]);
    expect(answer.body).toMatchObject({ title: 'Method not allowed', status: 405 });
  });

  it('accepts a query in plain decimals', async () => {
    const { body } = await send('/names/search?ids=a,b&lat=-37.50&limit=100&detail=true', { method: 'GET' });
    expect(body).toEqual({ ids: 'a,b', lat: -37.5, limit: 100, detail: true });
    expect((await send('/names/search', { method: 'GET' })).body).toEqual({ limit: 10, detail: false });
    expect((await send('/names/a?', { method: 'GET' })).body).toEqual({ id: 'a' });
  });

  const KNOWN = 'is not known; known are: ids, lat, limit, detail';
  const NO_INTEGER = 'must be a whole number in decimal digits, such as 10';
  const NO_NUMBER = 'must be a number in decimal digits, such as 37.5';

  it.each<string[]>([
    ['search?limt=3', 'limt', KNOWN],
    ['search?details=false', 'details', KNOWN],
    ['search?__proto__=1', '__proto__', KNOWN],
    ['search?ids=a&ids=b', 'ids', 'is given more than once'],
    ['search?limit=3&limit=4', 'limit', 'is given more than once'],
    ['search?limit=', 'limit', 'is empty'],
    ['search?ids', 'ids', 'is empty'],
    ...['0x10', '1e1', '%203', '3%20', '+3', '3.0', '1_0', 'NaN', 'Infinity', '%D9%A3'].map((value) => [
      `search?limit=${value}`,
      'limit',
      NO_INTEGER,
    ]),
    ['search?limit=0', 'limit', 'must be at least 1'],
    ['search?limit=101', 'limit', 'must be at most 100'],
    ['search?limit=99999999999999999999', 'limit', NO_INTEGER],
    ...['0x10', '1e1', '%201', '.5', '5.', '1,5', '-'].map((value) => [
      `near?lat=${value}`,
      'lat',
      NO_NUMBER,
    ]),
    ['near?lat=90.1', 'lat', 'must be at most 90'],
    ['near', 'lat', 'is missing'],
    ['search?detail=yes', 'detail', 'must be true or false'],
    ['a?x=1', 'x', 'is not known: nothing can be asked for here by query parameters'],
  ])('answers 400 to %s and names %s', async (path, field, message) => {
    const { status, body } = await send(`/names/${path}`, { method: 'GET' });
    expect([status, body]).toEqual([400, expect.objectContaining({ errors: [{ field, message }] })]);
  });

  it('answers 400 to unknown queries of commands and of health checks too', async () => {
    expect((await send('/names/a/start?x=1')).status).toBe(400);
    expect((await send('/health/live?x=1', { method: 'GET' })).status).toBe(400);
  });

  it('answers 404 to an unknown address, whatever the method and the body', async () => {
    expect((await send('/nothing', { method: 'DELETE' })).status).toBe(404);
    expect(
      (await send('/names/a/b/c', { body: 'x', headers: { 'content-type': 'text/plain' } })).status,
    ).toBe(404);
  });
});
