import { Controller, Get, Headers, Injectable, Module, Query } from '@nestjs/common';
import { ApiNotFoundResponse, ApiOkResponse, ApiServiceUnavailableResponse } from '@nestjs/swagger';
import { z } from 'zod';
import { queryInteger } from '../http/query-shapes';
import { type ServiceOptions } from './start-service';
import { serviceDocument } from './service-document';
import { createZodDto } from '../openapi/zod-dto';

const partSchema = z.object({ tookMs: z.number().nullable(), version: z.int().positive().nullable() });

class AnswerDto extends createZodDto(
  z.object({
    available: z.boolean().nullable().describe('Null when not known'),
    part: partSchema,
    parts: z.array(partSchema).nullable(),
    reason: z.enum(['late']).nullable(),
    names: z.array(z.string()),
    share: z.number().gt(0).lt(1),
  }),
) {}

class AnswerQuery extends createZodDto(z.object({ limit: queryInteger({ min: 1, max: 9 }).default(5) })) {}

@Injectable()
class NeedsADatabase {
  constructor() {
    throw new Error('a provider was made');
  }
}

@Controller('answers')
class AnswerController {
  constructor(readonly database: NeedsADatabase) {}

  @Get()
  @ApiOkResponse({ type: AnswerDto })
  @ApiNotFoundResponse({ description: 'There is none' })
  @ApiServiceUnavailableResponse({ type: AnswerDto, description: 'A part of it' })
  answer(
    @Headers('authorization') token: string,
    @Headers('x-kind') kind: string,
    @Query() { limit }: AnswerQuery,
  ): string {
    return token + kind + limit;
  }
}

@Module({ controllers: [AnswerController], providers: [NeedsADatabase] })
class AnswerModule {}

const service: ServiceOptions = {
  name: 'answers',
  module: AnswerModule,
  config: { host: '127.0.0.1', httpPort: 0, logLevel: 'silent', shutdownTimeoutMs: 1_000 },
  openApi: { title: 'Answers', description: 'For a spec.' },
};

describe('the OpenAPI document of a service', () => {
  it('describes a service without creating its providers, so without a database or a broker', async () => {
    const document = await serviceDocument(service);
    expect(document).toMatchObject({ openapi: '3.0.0', info: { title: 'Answers', version: '1' } });
    expect(Object.keys(document.paths)).toEqual(['/answers']);
  });

  it('describes fields that may be null by `nullable`, at any depth, and keeps their type', async () => {
    const { components } = await serviceDocument(service);
    const version = {
      type: 'integer',
      minimum: 0,
      exclusiveMinimum: true,
      maximum: Number.MAX_SAFE_INTEGER,
      nullable: true,
    };
    const part = { properties: { tookMs: { type: 'number', nullable: true }, version } };
    expect(components?.schemas?.['AnswerDto']).toMatchObject({
      properties: {
        available: { type: 'boolean', nullable: true, description: 'Null when not known' },
        part,
        parts: { type: 'array', items: part, nullable: true },
        reason: { type: 'string', enum: ['late', null], nullable: true },
        names: { type: 'array', items: { type: 'string' } },
        share: { minimum: 0, exclusiveMinimum: true, maximum: 1, exclusiveMaximum: true },
      },
    });
    expect(JSON.stringify(components)).not.toMatch(/"type":(\["|"null"|"")|x-nestjs/);
  });

  it('describes other headers as parameters, but not the header of the token', async () => {
    const { paths } = await serviceDocument(service);
    const parameters = paths['/answers']?.get?.parameters ?? [];
    expect(parameters).toContainEqual(expect.objectContaining({ in: 'header', name: 'x-kind' }));
    expect(JSON.stringify(parameters)).not.toContain('authorization');
  });

  it('describes an optional query parameter with its default value', async () => {
    const { paths } = await serviceDocument(service);
    expect(paths['/answers']?.get?.parameters).toContainEqual(
      expect.objectContaining({
        name: 'limit',
        required: false,
        schema: { type: 'integer', minimum: 1, maximum: 9, default: 5 },
      }),
    );
  });

  it('describes the body of an error as problem details, unless another one is declared', async () => {
    const { paths, components } = await serviceDocument(service);
    expect(paths['/answers']?.get?.responses).toMatchObject({
      404: {
        content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/ProblemDto' } } },
      },
      503: { content: { 'application/json': { schema: { $ref: '#/components/schemas/AnswerDto' } } } },
    });
    expect(components?.schemas).toHaveProperty('ProblemDto');
  });
});
