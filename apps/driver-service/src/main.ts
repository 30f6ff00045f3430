import { runService } from '@ride-hailing/service-kit';
import { AppModule } from './app.module';
import { readEnvironment } from './config';

const config = readEnvironment();

void runService({
  name: 'driver-service',
  module: AppModule.forRoot(config),
  config,
  identity: { publicKey: config.jwtPublicKey, audience: config.jwtAudience },
  openApi: {
    title: 'Driver Service',
    description:
      'The hybrid consumer: driver updates and ride events come in over NATS and their essential fields are kept ' +
      'here; details of rides are asked of Ride Service over gRPC when they are wanted. Every answer names its sources.',
  },
});
