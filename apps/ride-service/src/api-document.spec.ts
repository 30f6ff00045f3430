import { assertCommitted } from '@ride-hailing/testing';
import { apiDocument } from '../test/api-document';

it('The committed OpenAPI document of Ride Service is the one that its code makes', async () => {
  assertCommitted('ride-service.openapi.json', await apiDocument());
});
