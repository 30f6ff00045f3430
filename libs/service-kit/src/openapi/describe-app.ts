import { type INestApplication } from '@nestjs/common';
import { DocumentBuilder, type OpenAPIObject, SwaggerModule } from '@nestjs/swagger';
import { cleanupOpenApiDoc } from 'nestjs-zod';

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
  return withoutTokenParameters(cleanupOpenApiDoc(SwaggerModule.createDocument(app, config)));
}

/**
 * A handler that reads the token's header makes Nest describe a parameter, and call it required. Who needs a token is
 * said by `security`; OpenAPI tells readers to ignore a header parameter of this name.
 */
function withoutTokenParameters(document: OpenAPIObject): OpenAPIObject {
  for (const item of Object.values(document.paths)) {
    for (const operation of [item.get, item.put, item.post, item.delete, item.patch]) {
      if (operation?.parameters) operation.parameters = operation.parameters.filter(isNoToken);
    }
  }
  return document;
}

const isNoToken = (parameter: object): boolean =>
  !('in' in parameter && 'name' in parameter) ||
  parameter.in !== 'header' ||
  String(parameter.name).toLowerCase() !== 'authorization';
