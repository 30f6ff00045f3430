import { serviceDocument } from '@ride-hailing/service-kit';
import { TestTokens } from '@ride-hailing/testing';
import { configSchema } from '../src/config';
import { rideService } from '../src/ride-service';

/** Nothing listens there: making the document needs neither a database nor a broker. */
const config = () =>
  configSchema.parse({
    logLevel: 'silent',
    jwtPublicKey: new TestTokens().publicPem,
    databaseUrl: 'postgres://nobody:nothing@127.0.0.1:1/nowhere',
    natsUrl: 'nats://127.0.0.1:1',
    natsPassword: 'nothing',
  });

/** The OpenAPI document of Ride Service, for `npm run generate` and for the spec that finds drift. */
export const apiDocument = () => serviceDocument(rideService(config()));
