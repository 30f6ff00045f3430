import { runJob, type Say } from '@ride-hailing/service-kit';
import { CONSUMERS, STREAMS } from '@ride-hailing/contracts';
import { brokerLogin, provision } from '@ride-hailing/messaging';
import { readConfig } from './config';
import { provisionDatabases } from './databases';

/** Makes databases, roles, streams and consumers, says what it made, and ends. Running it again is harmless. */
async function provisionAll(say: Say): Promise<void> {
  const options = readConfig();
  const files = await provisionDatabases({
    adminUrl: options.postgresAdminUrl,
    sqlFolder: options.provisionSqlDir,
    settings: {
      'setup.ride_service_password': options.rideServiceDbPassword,
      'setup.driver_service_password': options.driverServiceDbPassword,
      'setup.gateway_password': options.gatewayDbPassword,
      'setup.ride_view_password': options.rideViewDbPassword,
    },
    waitMs: options.provisionWaitMs,
  });
  for (const file of files) say(`database ${file}: done`);
  const report = await provision(brokerLogin(options, 'provision'), STREAMS, CONSUMERS);
  for (const { kind, name, action } of report) say(`${kind} ${name}: ${action}`);
}

void runJob('provision', provisionAll);
