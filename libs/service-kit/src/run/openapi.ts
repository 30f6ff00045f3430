import { type NestFastifyApplication } from '@nestjs/platform-fastify';
import { DocumentBuilder, type OpenAPIObject, SwaggerModule } from '@nestjs/swagger';
import { cleanupOpenApiDoc } from 'nestjs-zod';

export interface OpenApiOptions {
  title: string;
  description: string;
  version?: string;
  /** Called for each request with the service's own document: what it resolves with is shown. Must not reject. */
  complete?: (own: OpenAPIObject) => Promise<OpenAPIObject>;
}

/** The page at `/docs` and the document at `/docs-json`, made when first asked for. */
export function serveOpenApi(
  app: NestFastifyApplication,
  { title, description, version = '1', complete }: OpenApiOptions,
): void {
  const config = new DocumentBuilder()
    .setTitle(title)
    .setDescription(description)
    .setVersion(version)
    .addBearerAuth()
    .build();
  SwaggerModule.setup('docs', app, () => cleanupOpenApiDoc(SwaggerModule.createDocument(app, config)), {
    jsonDocumentUrl: 'docs-json',
    ...(complete && { patchDocumentOnRequest: (_request, _reply, own) => complete(own) }),
  });
}
