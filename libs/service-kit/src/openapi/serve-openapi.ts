import { type NestFastifyApplication } from '@nestjs/platform-fastify';
import { type OpenAPIObject, SwaggerModule } from '@nestjs/swagger';
import { describeApp } from './describe-app';

export interface OpenApiOptions {
  title: string;
  description: string;
  version?: string;
  /** Called for each request with the service's own document: what it resolves with is shown. Must not reject. */
  complete?: (own: OpenAPIObject) => Promise<OpenAPIObject>;
}

/** The page at `/docs` and the document at `/docs-json`, made when first asked for. */
export function serveOpenApi(app: NestFastifyApplication, options: OpenApiOptions): void {
  const { complete } = options;
  SwaggerModule.setup('docs', app, () => describeApp(app, options), {
    jsonDocumentUrl: 'docs-json',
    ...(complete && { patchDocumentOnRequest: (_request, _reply, own) => complete(own) }),
  });
}
