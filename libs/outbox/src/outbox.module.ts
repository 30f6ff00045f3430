import {
  BeforeApplicationShutdown,
  DynamicModule,
  FactoryProvider,
  Inject,
  Injectable,
  Module,
  OnApplicationBootstrap,
} from '@nestjs/common';
import { JetStreamPublisher } from '@ride-hailing/messaging';
import type { Pool } from 'pg';
import { OutboxCleaner } from './outbox-cleaner.service';
import { OutboxEvents } from './outbox-events';
import { OutboxRelay } from './outbox-relay.service';
import { DEFAULT_TUNING as tuning } from './outbox-tuning';

export interface OutboxOptions {
  /** The owner's database. The relay opens a connection of its own to it, which must not go through a pooler. */
  readonly databaseUrl: string;
  /** Used to delete old rows. */
  readonly pool: () => Pool;
  /** Resolves when the table exists, after the migrations; rejects when the application stops before. */
  readonly whenReady: () => Promise<unknown>;
}

const OUTBOX_OPTIONS = Symbol('OutboxOptions');

/**
 * Starts relay and cleaner when the table exists; the application does not wait for that. Stops them after the requests
 * in flight have ended, and before the database's pool and the broker's connection close.
 */
@Injectable()
class OutboxLifecycle implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private stopped = false;

  constructor(
    @Inject(OUTBOX_OPTIONS) private readonly options: OutboxOptions,
    private readonly relay: OutboxRelay,
    private readonly cleaner: OutboxCleaner,
  ) {}

  onApplicationBootstrap(): void {
    this.options.whenReady().then(
      () => {
        if (this.stopped) return;
        this.relay.start();
        this.cleaner.start();
      },
      () => undefined,
    );
  }

  async beforeApplicationShutdown(): Promise<void> {
    this.stopped = true;
    await Promise.all([this.relay.stop(), this.cleaner.stop()]);
  }
}

/** Global. Provides OutboxRelay (`nudge`, `state`) and OutboxEvents. Needs MessagingModule. */
@Module({})
export class OutboxModule {
  static forRootAsync(options: Pick<FactoryProvider<OutboxOptions>, 'inject' | 'useFactory'>): DynamicModule {
    return {
      module: OutboxModule,
      global: true,
      providers: [
        { provide: OUTBOX_OPTIONS, ...options },
        OutboxEvents,
        {
          provide: OutboxRelay,
          inject: [OUTBOX_OPTIONS, JetStreamPublisher, OutboxEvents],
          useFactory: ({ databaseUrl }: OutboxOptions, publisher: JetStreamPublisher, events: OutboxEvents) =>
            new OutboxRelay({ databaseUrl, publisher, events, tuning }),
        },
        {
          provide: OutboxCleaner,
          inject: [OUTBOX_OPTIONS, OutboxEvents],
          useFactory: ({ pool }: OutboxOptions, events: OutboxEvents) =>
            new OutboxCleaner(pool, events, tuning),
        },
        OutboxLifecycle,
      ],
      exports: [OutboxRelay, OutboxEvents],
    };
  }
}
