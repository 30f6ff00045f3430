import { Inject, Injectable } from '@nestjs/common';
import { createZodDto } from '@ride-hailing/service-kit';
import { z } from 'zod';
import { ANSWERED_SOMETHING_ELSE, askUpstream, noAnswerOf, type Upstream, UPSTREAMS } from '../upstreams';

const DEADLINE_MS = 1_000;
const LONGEST_ANSWER = 16_384;

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

/** Asks the services behind the gateway whether they are ready, however many want to know, one at a time. */
@Injectable()
export class ServiceHealth {
  private looking: Promise<ServicesReport> | undefined;

  constructor(@Inject(UPSTREAMS) private readonly upstreams: readonly Upstream[]) {}

  report(): Promise<ServicesReport> {
    this.looking ??= this.look().finally(() => {
      this.looking = undefined;
    });
    return this.looking;
  }

  private async look(): Promise<ServicesReport> {
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
    const question = { path: '/health/ready', deadlineMs: DEADLINE_MS, longestAnswer: LONGEST_ANSWER };
    const { text } = await askUpstream(url, question);
    const report = reportSchema.safeParse(JSON.parse(text));
    return report.success ? report.data : { status: 'unreachable', reason: ANSWERED_SOMETHING_ELSE };
  } catch (error) {
    return { status: 'unreachable', reason: noAnswerOf(error, DEADLINE_MS) };
  }
};
