import { PrimaryClient } from '@ride-hailing/addresses';
import { CURRENT_RIDE_FILES_BUCKET, CURRENT_RIDES_BUCKET } from '@ride-hailing/contracts';
import { brokerLogin, StoredMessages } from '@ride-hailing/messaging';
import { runJob, type Say } from '@ride-hailing/service-kit';
import {
  openObjectStore,
  openSharedCache,
  sharedCacheOptions,
  sharedFilesOptions,
} from '@ride-hailing/shared-store';
import { Pool } from 'pg';
import { commandFrom, HELP } from './command-line';
import { readConfig } from './config';
import { ErasuresClient } from './erasures.client';
import { forget } from './forget';

const NAME = 'forget';

function poolOf(connectionString: string): Pool {
  const pool = new Pool({
    connectionString,
    max: 1,
    application_name: NAME,
    connectionTimeoutMillis: 5_000,
    statement_timeout: 30_000,
    query_timeout: 31_000,
    Client: PrimaryClient,
  });
  // The next statement reports it.
  pool.on('error', () => undefined);
  return pool;
}

/** Erases the personal data of one rider from the whole system. */
async function forgetRider(say: Say): Promise<void> {
  const command = commandFrom(process.argv.slice(2));
  if (command.name === 'help') return say(HELP);
  const config = readConfig();
  const owner = new ErasuresClient(config.rideServiceUrl, config.dispatcherToken);
  const messages = await StoredMessages.open(brokerLogin(config, NAME));
  const use = (bucket: string) => ({ name: NAME, bucket });
  const sharedCache = openSharedCache(sharedCacheOptions(config, use(CURRENT_RIDES_BUCKET)));
  const sharedFiles = openObjectStore(sharedFilesOptions(config, use(CURRENT_RIDE_FILES_BUCKET)));
  const driverService = poolOf(config.driverServiceDatabaseUrl);
  const gateway = poolOf(config.gatewayDatabaseUrl);
  const { approaches } = config;
  try {
    const stores = { messages, driverService, gateway, sharedCache, sharedFiles, approaches };
    await forget(command, owner, stores, say);
  } finally {
    await Promise.all([messages, sharedCache, sharedFiles].map((store) => store.close()));
    await Promise.all([driverService, gateway].map((pool) => pool.end()));
  }
}

void runJob(NAME, forgetRider);
