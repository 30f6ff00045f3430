import { Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { brokerLogin, MessagingModule } from '@ride-hailing/messaging';
import { ServiceKitModule } from '@ride-hailing/service-kit';
import { readConfig } from '../src/config';
import { ChosenDetails } from '../src/ride-details/chosen-details';
import { RideDetailsModule } from '../src/ride-details/ride-details.module';
import type { DetailsLookup } from '../src/ride-details/ride-details.port';

@Module({})
class DetailsPortModule {}

/**
 * The port as this service wires it, with the same variables, breaker, metrics and batching, but in another process and
 * without HTTP. Measurements of the port alone load this file by its path.
 */
export async function openDetailsPort() {
  const config = readConfig();
  const app = await NestFactory.createApplicationContext(
    {
      module: DetailsPortModule,
      imports: [
        ServiceKitModule.forRoot({ name: 'details-port', config }),
        MessagingModule.forRootAsync({
          useFactory: () => brokerLogin(config, 'details-port'),
        }),
        RideDetailsModule.forRoot(config),
      ],
    },
    { logger: ['error', 'warn'] },
  );
  const { details } = app.get(ChosenDetails).by(undefined);
  return {
    find: async (lookups: readonly DetailsLookup[]) =>
      (await details.find(lookups, config.detailsDeadlineMs)).map((result) => {
        if (result.outcome !== 'found') throw new Error(`no details: ${JSON.stringify(result)}`);
        return { version: result.version, ...result.details };
      }),
    close: () => app.close(),
  };
}
