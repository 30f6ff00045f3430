import { serviceDocument } from '@ride-hailing/service-kit';
import { documentEnvironment } from '@ride-hailing/testing';
import { configSchema } from '../src/config';
import { driverService } from '../src/driver-service';

/** The OpenAPI document of Driver Service, for `npm run generate` and for the spec that finds drift. */
export const apiDocument = () => serviceDocument(driverService(configSchema.parse(documentEnvironment())));
