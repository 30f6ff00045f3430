import { Injectable, Module, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import { once } from 'node:events';
import { type AddressInfo, createServer, type Socket } from 'node:net';
import { createLogger } from '../logging/logger';
import { type ServiceOptions, startService } from '../run/start-service';
import { DatabaseModule } from './database.module';
import { Database } from './database.service';

const NOBODY = 'postgres://nobody:nothing@127.0.0.1:1/nowhere';

const aService = (module: ServiceOptions['module']) =>
  startService({
    name: 'worker',
    module,
    config: { host: '127.0.0.1', httpPort: 0, logLevel: 'silent', shutdownTimeoutMs: 10_000 },
    logger: createLogger({ name: 'worker', level: 'silent' }),
  });

/** Starts to work when the database is ready, and ends when that work has ended. */
@Injectable()
class Worker implements OnApplicationBootstrap, OnModuleDestroy {
  private working: Promise<unknown> = Promise.resolve();

  constructor(private readonly database: Database) {}

  onApplicationBootstrap(): void {
    this.working = this.database.whenReady().catch((error: unknown) => error);
  }

  async onModuleDestroy(): Promise<void> {
    expect(await this.working).toMatchObject({ name: 'DatabaseNotReadyError' });
  }
}

@Module({
  imports: [DatabaseModule.forRoot({ url: NOBODY, name: 'worker', entities: [], migrations: [] })],
  providers: [Worker],
})
class WorkerModule {}

describe('a service that stops before its database was ever there', () => {
  it('stops soon, although a hook waits for work that waits for the database', async () => {
    const service = await aService(WorkerModule);
    expect(await service.stop()).toBeLessThan(5_000);
  });

  it('stops soon, although the database has accepted its connection and does not answer', async () => {
    const silent = createServer().listen(0, '127.0.0.1');
    try {
      await once(silent, 'listening');
      const connecting = once(silent, 'connection');
      const { port } = silent.address() as AddressInfo;
      const url = `postgres://nobody:nothing@127.0.0.1:${port}/nowhere`;
      const database = { url, connectTimeoutMs: 60_000, entities: [], migrations: [] };
      const service = await aService(DatabaseModule.forRoot(database));
      const [socket] = (await connecting) as [Socket];
      expect(await service.stop()).toBeLessThan(5_000);
      socket.destroy();
    } finally {
      silent.close();
    }
  });
});
