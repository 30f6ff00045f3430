import { serviceDocument } from '@ride-hailing/service-kit';
import { documentEnvironment } from '@ride-hailing/testing';
import { configSchema } from '../src/config';
import { rideService } from '../src/ride-service';

/** The OpenAPI document of Ride Service, for `npm run generate` and for the spec that compares it with the committed one. */
export const apiDocument = () => serviceDocument(rideService(configSchema.parse(documentEnvironment())));
