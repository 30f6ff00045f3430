import { DynamicModule, Logger, Module, OnModuleInit } from '@nestjs/common';
import { HealthChecks } from '@ride-hailing/service-kit';
import type { Config } from './config';
import { UpdateFaults } from './faults/update-faults';
import { Fleet } from './phones/fleet';
import { mostPhones } from './phones/most-phones';
import { PhoneLines } from './phones/phone-lines';
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
  constructor(
    private readonly lines: PhoneLines,
    private readonly health: HealthChecks,
  ) {}

  onModuleInit(): void {
    this.health.register('broker', () => {
      const { connected, waiting } = this.lines.counts;
      return connected > 0 || waiting === 0 ? { ok: true } : { ok: false, reason: 'no phone is connected' };
    });
  }

  static forRoot(config: Config): DynamicModule {
    return {
      module: AppModule,
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
    provide: TokenSigner,
    useFactory: () => new TokenSigner({ privateKey: config.jwtPrivateKey, audience: config.jwtAudience }),
  },
  {
    provide: PhoneLines,
    inject: [TokenSigner],
    useFactory: (signer: TokenSigner) =>
      new PhoneLines({
        ...config,
        mostPhones: mostPhones(),
        tokenOf: (sub) => signer.tokenOf({ role: 'driver', sub }),
        onFailure: logSome('a phone is not connected'),
      }),
  },
  {
    provide: UpdateSender,
    inject: [PhoneLines],
    useFactory: (lines: PhoneLines) =>
      new UpdateSender(lines, MOST_UPDATES_IN_FLIGHT, logSome('an update was not acknowledged')),
  },
  {
    provide: Fleet,
    inject: [UpdateFaults, UpdateSender, PhoneLines],
    useFactory: (faults: UpdateFaults, sender: UpdateSender, lines: PhoneLines) =>
      new Fleet(config, faults, sender, lines),
  },
];

const providersOfRiders = (config: Config) => [
  { provide: GatewayBackOff, useFactory: () => new GatewayBackOff(seededRandom(config.seed, 'back-off')) },
  {
    provide: Riders,
    inject: [GatewayBackOff, Fleet, TokenSigner],
    useFactory: (backOff: GatewayBackOff, cars: Fleet, signer: TokenSigner) => {
      const shownDriver = config.traceFile ? undefined : SHOWN_DRIVER;
      const options = { ...config, sweepMs: config.rideSweepMs, searchPauseMs: SEARCH_PAUSE_MS, shownDriver };
      const gateway = new GatewayClient(config.gatewayUrl, CALL_TIMEOUT_MS, signer);
      const random = seededRandom(config.seed, 'riders');
      const parts = { gateway, backOff, cars, random, onError: logSome('a ride went wrong') };
      return new Riders(options, parts, Date.now().toString(36));
    },
  },
  {
    provide: SimulationService,
    inject: [Fleet, Riders, UpdateFaults, UpdateSender, PhoneLines],
    useFactory: (
      ...[fleet, riders, faults, sender, lines]: [Fleet, Riders, UpdateFaults, UpdateSender, PhoneLines]
    ) => new SimulationService(fleet, replayOf(config, faults, sender), riders, faults, lines),
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
