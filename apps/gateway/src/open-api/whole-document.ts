import type { OpenAPIObject } from '@nestjs/swagger';
import { z } from 'zod';
import { askUpstream, noAnswerOf, type Upstream } from '../upstreams';
import { withGatewayAnswers } from './gateway-answers';
import { mergeDocuments, type ServiceDocument, type ServicePart } from './merge-documents';

const LONGEST_ANSWER = 2 * 1024 * 1024;

/** What matters of the OpenAPI document that a service gives. */
export const serviceDocumentSchema = z
  .object({
    openapi: z.string().startsWith('3.'),
    paths: z.record(z.string(), z.record(z.string(), z.unknown())),
    components: z.object({ schemas: z.record(z.string(), z.unknown()).default({}) }).optional(),
  })
  .transform(({ paths, components }): ServiceDocument => ({ paths, schemas: components?.schemas ?? {} }));

/**
 * Adds to the gateway's own document what the services behind it offer now. They are asked once at a time, however many
 * want to know; a service that gives no document in time is named in the description instead.
 */
export class WholeDocument {
  private asking: Promise<readonly ServicePart[]> | undefined;

  constructor(
    private readonly upstreams: readonly Upstream[],
    private readonly deadlineMs: number,
  ) {}

  async complete(own: OpenAPIObject): Promise<OpenAPIObject> {
    this.asking ??= Promise.all(this.upstreams.map((upstream) => this.ask(upstream))).finally(() => {
      this.asking = undefined;
    });
    return withGatewayAnswers(mergeDocuments(own, await this.asking), own);
  }

  private async ask({ name: service, prefix, url }: Upstream): Promise<ServicePart> {
    const document = await documentOf(url, this.deadlineMs).catch((error: unknown) => ({
      missing: noAnswerOf(error, this.deadlineMs),
    }));
    return { service, prefix, document };
  }
}

/** Rejects with a SyntaxError when the answer is no OpenAPI document. */
async function documentOf(url: string, deadlineMs: number): Promise<ServiceDocument> {
  const question = { path: '/docs-json', deadlineMs, longestAnswer: LONGEST_ANSWER };
  const { text } = await askUpstream(url, question);
  const { data, error } = serviceDocumentSchema.safeParse(JSON.parse(text));
  if (error) throw new SyntaxError('no OpenAPI document', { cause: error });
  return data;
}
