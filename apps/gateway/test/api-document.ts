import { type OpenAPIObject } from '@nestjs/swagger';
import { serviceDocument } from '@ride-hailing/service-kit';
import { gatewayService } from '../src/gateway-service';
import { withGatewayAnswers } from '../src/open-api/gateway-answers';
import { mergeDocuments, serviceDocumentSchema } from '../src/open-api/merge-documents';
import { upstreamsOf } from '../src/upstreams';
import { gatewayConfig } from './gateway-config';

/**
 * The OpenAPI document of the gateway that `npm run generate` commits: its own operations, and those of the services
 * that it passes on.
 * @param documentOf a service's OpenAPI document, by the service's name
 */
export async function apiDocument(documentOf: (service: string) => unknown): Promise<OpenAPIObject> {
  const config = gatewayConfig({});
  const parts = upstreamsOf(config).map(({ name, prefix }) => ({
    service: name,
    prefix,
    document: serviceDocumentSchema.parse(documentOf(name)),
  }));
  const own = await serviceDocument(gatewayService(config));
  return withGatewayAnswers(mergeDocuments(own, parts), own);
}
