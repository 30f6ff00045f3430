import { type INestApplication } from '@nestjs/common';
import { DocumentBuilder, type OpenAPIObject, SwaggerModule } from '@nestjs/swagger';
import { cleanupOpenApiDoc } from 'nestjs-zod';
import { PROBLEM_CONTENT, ProblemDto } from './api-problems.decorator';

export interface OpenApiOptions {
  title: string;
  description: string;
  /** Called on each request with the service's own document; its result is served. Must not reject. */
  complete?: (own: OpenAPIObject) => Promise<OpenAPIObject>;
}

type Operation = NonNullable<OpenAPIObject['paths'][string]['get']>;

/** Serves the page at `/docs` and the document at `/docs-json`; both are made on the first request. */
export function serveOpenApi(app: INestApplication, options: OpenApiOptions): void {
  const { complete } = options;
  SwaggerModule.setup('docs', app, () => describeApp(app, options), {
    jsonDocumentUrl: 'docs-json',
    ...(complete && { patchDocumentOnRequest: (_request, _reply, own) => complete(own) }),
  });
}

/** The OpenAPI 3.0 document of an app's routes. It reads decorators alone, so nothing needs to run or be connected. */
export function describeApp(app: INestApplication, { title, description }: OpenApiOptions): OpenAPIObject {
  const config = new DocumentBuilder()
    .setTitle(title)
    .setDescription(description)
    .setVersion('1')
    .addBearerAuth()
    .build();
  const made = SwaggerModule.createDocument(app, config, { extraModels: [ProblemDto] });
  const document = cleanupOpenApiDoc(made);
  for (const item of Object.values(document.paths)) {
    for (const operation of [item.get, item.put, item.post, item.delete, item.patch]) {
      if (!operation) continue;
      leaveOutToken(operation);
      describeProblems(operation);
    }
  }
  return document;
}

/**
 * Nest describes a required parameter for a handler that reads the token's header. `security` already states who
 * needs a token, and OpenAPI ignores a header parameter of this name.
 */
function leaveOutToken(operation: Operation): void {
  const isToken = (parameter: object): boolean =>
    'in' in parameter &&
    'name' in parameter &&
    parameter.in === 'header' &&
    String(parameter.name).toLowerCase() === 'authorization';
  if (operation.parameters) operation.parameters = operation.parameters.filter((one) => !isToken(one));
}

/** Every error is answered with problem details, so a response without a described body gets theirs. */
function describeProblems({ responses }: Operation): void {
  for (const [status, response] of Object.entries(responses)) {
    if (Number(status) < 400 || !response || '$ref' in response) continue;
    response.content ??= PROBLEM_CONTENT;
  }
}
