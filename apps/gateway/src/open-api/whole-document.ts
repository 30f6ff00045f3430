import type { OpenAPIObject } from '@nestjs/swagger';
import { callUpstream, failureText, type Upstream, type Upstreams } from '../upstreams';
import { withGatewayAnswers } from './gateway-answers';
import { mergeDocuments, serviceDocumentSchema, type ServicePart } from './merge-documents';

const LONGEST_RESPONSE = 2 * 1024 * 1024;

/**
 * Merges the services' present OpenAPI documents into the gateway's own. Concurrent callers share one reading. The
 * description names each service that gives no document in time.
 */
export class WholeDocument {
  private reading: Promise<readonly ServicePart[]> | undefined;

  constructor(
    private readonly upstreams: Upstreams,
    private readonly deadlineMs: number,
  ) {}

  async complete(own: OpenAPIObject): Promise<OpenAPIObject> {
    this.reading ??= Promise.all(this.upstreams.map((upstream) => this.read(upstream))).finally(() => {
      this.reading = undefined;
    });
    return withGatewayAnswers(mergeDocuments(own, await this.reading), own);
  }

  private async read(upstream: Upstream): Promise<ServicePart> {
    const { name: service, prefix } = upstream;
    const document = await documentOf(upstream, this.deadlineMs).catch((error: unknown) => ({
      missing: failureText(error, this.deadlineMs),
    }));
    return { service, prefix, document };
  }
}

async function documentOf(upstream: Upstream, deadlineMs: number) {
  const { text } = await callUpstream(upstream, {
    path: '/docs-json',
    deadlineMs,
    longestResponse: LONGEST_RESPONSE,
  });
  return serviceDocumentSchema.parse(JSON.parse(text));
}
