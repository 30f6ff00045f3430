import { Body, Controller, Get, HttpCode, Param, Post, Query } from '@nestjs/common';
import { idSchema } from '@ride-hailing/contracts';
import { createZodDto, NotFoundProblem, queryInteger } from '@ride-hailing/service-kit';
import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import type { Trace, TraceSummary } from '../page-api';
import { otlpSchema, spansOf } from './otlp';
import { TraceStore } from './trace-store';

const PATH_OF_SERVICES = '/v1/traces';
const BODY_LIMIT_BYTES = 4 * 1024 * 1024;

class TracesQuery extends createZodDto(
  z.object({
    ride: idSchema.optional(),
    driver: idSchema.optional(),
    limit: queryInteger({ min: 1, max: 500 }).default(50),
  }),
) {}

class TraceParams extends createZodDto(
  z.object({ id: z.string().regex(/^[0-9a-f]{32}$/, 'must be 32 hexadecimal digits') }),
) {}

class OtlpBody extends createZodDto(otlpSchema) {}

@Controller()
export class TracesController {
  constructor(private readonly traces: TraceStore) {}

  @Post(PATH_OF_SERVICES)
  @HttpCode(200)
  take(@Body() body: OtlpBody): Record<string, never> {
    this.traces.add(spansOf(body));
    return {};
  }

  @Get('api/traces')
  find(@Query() query: TracesQuery): TraceSummary[] {
    return this.traces.find(query);
  }

  @Get('api/traces/:id')
  one(@Param() { id }: TraceParams): Trace {
    const trace = this.traces.trace(id);
    if (!trace)
      throw new NotFoundProblem(`There is no trace ${id} here, or it has made room for newer ones.`);
    return trace;
  }
}

/** Services send many spans at once, in longer bodies than those of all other requests. */
export function takeLongTraces(fastify: FastifyInstance): void {
  fastify.addHook('onRoute', (route) => {
    if (route.url === PATH_OF_SERVICES) route.bodyLimit = BODY_LIMIT_BYTES;
  });
}
