import { type INestApplication } from '@nestjs/common';
import { DocumentBuilder, getSchemaPath, type OpenAPIObject, SwaggerModule } from '@nestjs/swagger';
import { cleanupOpenApiDoc } from 'nestjs-zod';
import { ProblemDto } from './problem.dto';

type Operation = NonNullable<OpenAPIObject['paths'][string]['get']>;

/** The body of a problem, as the document describes it. */
export const PROBLEM_CONTENT = {
  'application/problem+json': { schema: { $ref: getSchemaPath(ProblemDto) } },
};

/** An OpenAPI 3.0 document of an app's routes. Reads decorators alone: nothing needs to run or to be connected. */
export function describeApp(
  app: INestApplication,
  { title, description, version = '1' }: { title: string; description: string; version?: string },
): OpenAPIObject {
  const config = new DocumentBuilder()
    .setTitle(title)
    .setDescription(description)
    .setVersion(version)
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
 * A handler that reads the token's header makes Nest describe a parameter, and call it required. Who needs a token is
 * said by `security`; OpenAPI tells readers to ignore a header parameter of this name.
 */
function leaveOutToken(operation: Operation): void {
  const isToken = (parameter: object): boolean =>
    'in' in parameter &&
    'name' in parameter &&
    parameter.in === 'header' &&
    String(parameter.name).toLowerCase() === 'authorization';
  if (operation.parameters) operation.parameters = operation.parameters.filter((one) => !isToken(one));
}

/** Every error is answered with problem details: an answer that says nothing of its body has these. */
function describeProblems({ responses }: Operation): void {
  for (const [status, response] of Object.entries(responses)) {
    if (Number(status) < 400 || !response || '$ref' in response) continue;
    response.content ??= PROBLEM_CONTENT;
  }
}
