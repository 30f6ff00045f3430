import { Inject, Injectable } from '@nestjs/common';
import { createZodDto, Instances } from '@ride-hailing/service-kit';
import { z } from 'zod';
import { callUpstream, failureText, type Upstreams, UPSTREAMS } from '../upstreams';

const DEADLINE_MS = 1_000;
const LONGEST_RESPONSE = 16_384;

const reportSchema = z.object({
  status: z.enum(['ready', 'not-ready']),
  checks: z.record(z.string(), z.object({ ok: z.boolean(), reason: z.string().optional() })),
});
const unreachableSchema = z.object({ status: z.literal('unreachable'), reason: z.string() });
const tookMs = z.int().describe('How long the gateway waited for the answer');

const servicesReportSchema = z.object({
  status: z.enum(['ready', 'not-ready']),
  services: z
    .record(z.string(), z.union([reportSchema.extend({ tookMs }), unreachableSchema.extend({ tookMs })]))
    .describe('By the name of the service, with a number for each further instance'),
});

type ServiceState = z.infer<typeof reportSchema> | z.infer<typeof unreachableSchema>;
export type ServicesReport = z.infer<typeof servicesReportSchema>;

export class ServicesReportDto extends createZodDto(servicesReportSchema) {}

/**
 * Reads the readiness of all instances behind the gateway. One ready instance of each service is enough to be ready.
 * Concurrent callers share one reading.
 */
@Injectable()
export class ServiceHealth {
  private reading: Promise<ServicesReport> | undefined;

  constructor(@Inject(UPSTREAMS) private readonly upstreams: Upstreams) {}

  report(): Promise<ServicesReport> {
    this.reading ??= this.read().finally(() => {
      this.reading = undefined;
    });
    return this.reading;
  }

  private async read(): Promise<ServicesReport> {
    const services = await Promise.all(
      this.upstreams.map(({ name, instances }) =>
        Promise.all(
          instances.urls.map(async (url, index) => {
            const startedAt = performance.now();
            const state = await stateOf(url);
            const tookMs = Math.round(performance.now() - startedAt);
            return [index === 0 ? name : `${name}-${index + 1}`, { ...state, tookMs }] as const;
          }),
        ),
      ),
    );
    const ready = services.every((instances) => instances.some(([, { status }]) => status === 'ready'));
    return { status: ready ? 'ready' : 'not-ready', services: Object.fromEntries(services.flat()) };
  }
}

const stateOf = async (url: string): Promise<ServiceState> => {
  try {
    const request = { path: '/health/ready', deadlineMs: DEADLINE_MS, longestResponse: LONGEST_RESPONSE };
    const { text } = await callUpstream({ instances: new Instances([url]) }, request);
    return reportSchema.parse(JSON.parse(text));
  } catch (error) {
    return { status: 'unreachable', reason: failureText(error, DEADLINE_MS) };
  }
};
