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

  private async read({ name: service, prefix, url }: Upstream): Promise<ServicePart> {
    const document = await documentOf(url, this.deadlineMs).catch((error: unknown) => ({
      missing: failureText(error, this.deadlineMs),
    }));
    return { service, prefix, document };
  }
}

async function documentOf(url: string, deadlineMs: number) {
  const { text } = await callUpstream(url, {
    path: '/docs-json',
    deadlineMs,
    longestResponse: LONGEST_RESPONSE,
  });
  return serviceDocumentSchema.parse(JSON.parse(text));
}
