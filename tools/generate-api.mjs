// `npm run generate`: writes the documents of docs/api from the code. No server is started and none is needed.
import { mkdirSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { ensureDependencies, root } from './dependencies.mjs';

await ensureDependencies();
process.chdir(root);
const require = createRequire(import.meta.url);
require('@swc-node/register');
require('reflect-metadata');
const { API_DOCUMENTS, documentText } = require(join(root, 'libs/testing/src/index.ts'));
const documentOf = (app) => require(join(root, 'apps', app, 'test/api-document.ts')).apiDocument;

const services = {
  'ride-service': await documentOf('ride-service')(),
  'driver-service': await documentOf('driver-service')(),
};
const { asyncApiDocument } = require(join(root, 'libs/contracts/test/async-api/async-api-document.ts'));
const documents = {
  'asyncapi.json': asyncApiDocument(),
  'ride-service.openapi.json': services['ride-service'],
  'driver-service.openapi.json': services['driver-service'],
  'gateway.openapi.json': await documentOf('gateway')((service) => services[service]),
};

mkdirSync(API_DOCUMENTS, { recursive: true });
for (const [file, document] of Object.entries(documents)) {
  writeFileSync(join(API_DOCUMENTS, file), documentText(document));
  console.log(`docs/api/${file}`);
}
