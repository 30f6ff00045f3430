import { Injectable, Module, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import { createLogger } from '../logging/logger';
import { startService } from '../run/start-service';
import { DatabaseModule } from './database.module';
import { Database } from './database.service';

const NOBODY = 'postgres://nobody:nothing@127.0.0.1:1/nowhere';

/** Works once the database is there, and ends when that work has ended. */
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
  it('ends soon, although a hook waits for work that waits for the database', async () => {
    const config = { host: '127.0.0.1', httpPort: 0, logLevel: 'silent', shutdownTimeoutMs: 10_000 };
    const logger = createLogger({ name: 'worker', level: 'silent' });
    const service = await startService({ name: 'worker', module: WorkerModule, config, logger });
    expect(await service.stop()).toBeLessThan(5_000);
  });
});
