import { CONSUMERS, STREAMS } from '@ride-hailing/contracts';
import { brokerLogin, provision } from '@ride-hailing/messaging';
import { runJob, type Say } from '@ride-hailing/service-kit';
import { readConfig } from './config';
import { provisionDatabases } from './databases';

/** Makes databases, roles, streams and consumers, and says what it made. It may be run again at any time. */
async function provisionAll(say: Say): Promise<void> {
  const config = readConfig();
  const files = await provisionDatabases({
    adminUrl: config.postgresAdminUrl,
    sqlFolder: config.provisionSqlDir,
    settings: {
      'setup.ride_service_password': config.rideServiceDbPassword,
      'setup.driver_service_password': config.driverServiceDbPassword,
      'setup.gateway_password': config.gatewayDbPassword,
      'setup.ride_view_password': config.rideViewDbPassword,
    },
    waitMs: config.provisionWaitMs,
    allowAsyncStandby: config.allowAsyncStandby,
  });
  for (const file of files) say(`database ${file}: done`);
  const login = brokerLogin(config, 'provision');
  const report = await provision(login, STREAMS, CONSUMERS, config.streamReplicas);
  for (const { kind, name, action } of report) say(`${kind} ${name}: ${action}`);
}

void runJob('provision', provisionAll);
