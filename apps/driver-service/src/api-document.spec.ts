import { assertCommitted } from '@ride-hailing/testing';
import { apiDocument } from '../test/api-document';

it('finds the committed OpenAPI document of Driver Service equal to the one that its code generates', async () => {
  assertCommitted('driver-service.openapi.json', await apiDocument());
});
