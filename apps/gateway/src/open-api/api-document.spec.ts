import { assertCommitted, committedDocument } from '@ride-hailing/testing';
import { apiDocument } from '../../test/api-document';

it('The committed OpenAPI document of the gateway is the one that its code and the documents of the services make', async () => {
  const document = await apiDocument((service) => committedDocument(`${service}.openapi.json`));
  assertCommitted('gateway.openapi.json', document);
});
