import { DynamicModule, Logger, Module, OnModuleInit } from '@nestjs/common';
import {
  Broker,
  brokerLogin,
  JetStreamPublisher,
  MessagingEvents,
  MessagingModule,
} from '@ride-hailing/messaging';
import { HealthChecks } from '@ride-hailing/service-kit';
import type { Config } from './config';
import { UpdateFaults } from './faults/update-faults';
import { Fleet } from './phones/fleet';
import { UpdateSender } from './phones/update-sender';
import { RateService } from './rate.service';
import { GatewayBackOff } from './riders/gateway-back-off';
import { GatewayClient } from './riders/gateway.client';
import { Riders } from './riders/riders';
import { TokenSigner } from './riders/token-signer';
import { seededRandom } from './seeded-random';
import { SimulationController } from './simulation.controller';
import { SimulationService } from './simulation.service';
import { findTrace } from './trace/trace-file';
import { TraceReplay } from './trace/trace-replay';

const MOST_UPDATES_IN_FLIGHT = 1_000;
const CALL_TIMEOUT_MS = 3_000;
const SEARCH_PAUSE_MS = 1_000;
const MOST_FAULTS_LOGGED = 5;
/** The driver that the README and `npm start` show. */
const SHOWN_DRIVER = 'd-1';

@Module({})
export class AppModule implements OnModuleInit {
  private readonly logger = new Logger('broker');

  constructor(
    private readonly broker: Broker,
    private readonly events: MessagingEvents,
    private readonly health: HealthChecks,
  ) {}

  onModuleInit(): void {
    this.health.register('broker', () =>
      this.broker.isConnected() ? { ok: true } : { ok: false, reason: 'not connected' },
    );
    this.events.on('connected', () => this.logger.log('connected'));
    this.events.on('disconnected', ({ error }) => this.logger.warn({ msg: 'not connected', err: error }));
  }

  static forRoot(config: Config): DynamicModule {
    return {
      module: AppModule,
      imports: [MessagingModule.forRootAsync({ useFactory: () => brokerLogin(config, 'fleet-simulator') })],
      controllers: [SimulationController],
      providers: [...providersOfUpdates(config), ...providersOfRiders(config), RateService],
    };
  }
}

const providersOfUpdates = (config: Config) => [
  {
    provide: UpdateFaults,
    useFactory: () => new UpdateFaults(config, seededRandom(config.seed, 'faults')),
  },
  {
    provide: UpdateSender,
    inject: [JetStreamPublisher],
    useFactory: (publisher: JetStreamPublisher) =>
      new UpdateSender(publisher, MOST_UPDATES_IN_FLIGHT, logSome('an update was not acknowledged')),
  },
  {
    provide: Fleet,
    inject: [UpdateFaults, UpdateSender],
    useFactory: (faults: UpdateFaults, sender: UpdateSender) => new Fleet(config, faults, sender),
  },
];

const providersOfRiders = (config: Config) => [
  { provide: GatewayBackOff, useFactory: () => new GatewayBackOff(seededRandom(config.seed, 'back-off')) },
  {
    provide: Riders,
    inject: [GatewayBackOff, Fleet],
    useFactory: (backOff: GatewayBackOff, cars: Fleet) => {
      const shownDriver = config.traceFile ? undefined : SHOWN_DRIVER;
      const options = { ...config, sweepMs: config.rideSweepMs, searchPauseMs: SEARCH_PAUSE_MS, shownDriver };
      const signer = new TokenSigner({ privateKey: config.jwtPrivateKey, audience: config.jwtAudience });
      const gateway = new GatewayClient(config.gatewayUrl, CALL_TIMEOUT_MS, signer);
      const random = seededRandom(config.seed, 'riders');
      const parts = { gateway, backOff, cars, random, onError: logSome('a ride went wrong') };
      return new Riders(options, parts, Date.now().toString(36));
    },
  },
  {
    provide: SimulationService,
    inject: [Fleet, Riders, UpdateFaults, UpdateSender],
    useFactory: (fleet: Fleet, riders: Riders, faults: UpdateFaults, sender: UpdateSender) =>
      new SimulationService(fleet, replayOf(config, faults, sender), riders, faults),
  },
];

const replayOf = (config: Config, faults: UpdateFaults, sender: UpdateSender): TraceReplay | undefined => {
  const file = config.traceFile && findTrace(config.traceFile);
  if (!file) return undefined;
  const log = logSome('a line of the recording was left out');
  const onFault = (line: number, fault: string) => log(`line ${line}: ${fault}`);
  return new TraceReplay({ file, speed: config.traceSpeed, onFault }, faults, sender);
};

/** Logs the first few faults only; the metrics count all. */
const logSome = (msg: string): ((error: unknown) => void) => {
  const logger = new Logger('fleet');
  let logged = 0;
  return (error) => {
    logged += 1;
    if (logged <= MOST_FAULTS_LOGGED)
      logger.warn({ msg, reason: error instanceof Error ? error.message : error });
  };
};
