import { Inject, Injectable } from '@nestjs/common';
import { createZodDto } from '@ride-hailing/service-kit';
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
    .describe('By the name of the service'),
});

type ServiceState = z.infer<typeof reportSchema> | z.infer<typeof unreachableSchema>;
export type ServicesReport = z.infer<typeof servicesReportSchema>;

export class ServicesReportDto extends createZodDto(servicesReportSchema) {}

/** Reads the readiness of the services behind the gateway. Concurrent callers share one reading. */
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
    const entries = await Promise.all(
      this.upstreams.map(async ({ name, url }) => {
        const startedAt = performance.now();
        const state = await stateOf(url);
        return [name, { ...state, tookMs: Math.round(performance.now() - startedAt) }] as const;
      }),
    );
    const ready = entries.every(([, { status }]) => status === 'ready');
    return { status: ready ? 'ready' : 'not-ready', services: Object.fromEntries(entries) };
  }
}

const stateOf = async (url: string): Promise<ServiceState> => {
  try {
    const request = { path: '/health/ready', deadlineMs: DEADLINE_MS, longestResponse: LONGEST_RESPONSE };
    const { text } = await callUpstream(url, request);
    return reportSchema.parse(JSON.parse(text));
  } catch (error) {
    return { status: 'unreachable', reason: failureText(error, DEADLINE_MS) };
  }
};
