// `npm run generate`: writes the documents of docs/api and the table of personal data from the code, without starting a
// server, and the page's figures from the lab's results.
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { format } from 'prettier';
import { root } from './dependencies.mjs';
import { loadSource } from './source.mjs';

const { asyncApiDocument } = await loadSource('libs/contracts/test/async-api/async-api-document.ts');
await import('reflect-metadata');
const { API_DOCUMENTS, documentText } = await loadSource('libs/testing/src/index.ts');
const documentOf = async (app, ...given) =>
  (await loadSource(`apps/${app}/test/api-document.ts`)).apiDocument(...given);

const services = {
  'ride-service': await documentOf('ride-service'),
  'driver-service': await documentOf('driver-service'),
};
const documents = {
  'asyncapi.json': asyncApiDocument(),
  'ride-service.openapi.json': services['ride-service'],
  'driver-service.openapi.json': services['driver-service'],
  'gateway.openapi.json': await documentOf('gateway', (service) => services[service]),
};

mkdirSync(API_DOCUMENTS, { recursive: true });
for (const [file, document] of Object.entries(documents)) {
  writeFileSync(join(API_DOCUMENTS, file), documentText(document));
  console.log(`docs/api/${file}`);
}

const { PERSONAL_DATA_PAGE, withPersonalDataTable } = await loadSource(
  'libs/contracts/test/personal-data.ts',
);
const pageFile = join(root, PERSONAL_DATA_PAGE);
writeFileSync(
  pageFile,
  await format(withPersonalDataTable(readFileSync(pageFile, 'utf8')), { parser: 'markdown' }),
);
console.log(PERSONAL_DATA_PAGE);

const { MEASURED_FILE, measuredFigures } = await loadSource('apps/dashboard/test/measured-figures.ts');
writeFileSync(MEASURED_FILE, `${JSON.stringify(measuredFigures(), null, 2)}\n`);
console.log('apps/dashboard/page/decide/measured.json');
