import {
  BeforeApplicationShutdown,
  DynamicModule,
  FactoryProvider,
  Inject,
  Injectable,
  Module,
  ModuleMetadata,
  OnApplicationBootstrap,
} from '@nestjs/common';
import { JetStreamPublisher } from '@ride-hailing/messaging';
import { OutboxCleaner } from './outbox-cleaner.service';
import { OutboxEvents } from './outbox-events';
import { OutboxRelay } from './outbox-relay.service';
import { DEFAULT_TUNING, type OutboxOptions, type OutboxTuning } from './outbox.config';

export interface OutboxModuleOptions {
  readonly imports?: ModuleMetadata['imports'];
  readonly inject?: FactoryProvider['inject'];
  readonly useFactory: FactoryProvider<OutboxOptions>['useFactory'];
}

const OUTBOX_OPTIONS = Symbol('OutboxOptions');

const tuningOf = ({ tuning }: OutboxOptions): OutboxTuning => ({ ...DEFAULT_TUNING, ...tuning });

/**
 * Starts when the table is there, which the application need not wait for. Stops before the database's pool and
 * the broker's connection close, and after requests in flight have ended.
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
        if (this.options.relay ?? true) this.relay.start();
        this.cleaner.start();
      },
      // The application stops before its database was ever ready: there is nothing to start.
      () => undefined,
    );
  }

  async beforeApplicationShutdown(): Promise<void> {
    this.stopped = true;
    await Promise.all([this.relay.stop(), this.cleaner.stop()]);
  }
}

/** Global: gives OutboxRelay (`nudge`, `state`) and OutboxEvents. Needs MessagingModule. */
@Module({})
export class OutboxModule {
  static forRootAsync({ imports = [], inject = [], useFactory }: OutboxModuleOptions): DynamicModule {
    return {
      module: OutboxModule,
      global: true,
      imports,
      providers: [
        { provide: OUTBOX_OPTIONS, inject, useFactory },
        OutboxEvents,
        {
          provide: OutboxRelay,
          inject: [OUTBOX_OPTIONS, JetStreamPublisher, OutboxEvents],
          useFactory: (options: OutboxOptions, publisher: JetStreamPublisher, events: OutboxEvents) =>
            new OutboxRelay({
              databaseUrl: options.databaseUrl,
              publisher,
              events,
              tuning: tuningOf(options),
            }),
        },
        {
          provide: OutboxCleaner,
          inject: [OUTBOX_OPTIONS, OutboxEvents],
          useFactory: (options: OutboxOptions, events: OutboxEvents) =>
            new OutboxCleaner(options.pool, events, tuningOf(options)),
        },
        OutboxLifecycle,
      ],
      exports: [OutboxRelay, OutboxEvents],
    };
  }
}
