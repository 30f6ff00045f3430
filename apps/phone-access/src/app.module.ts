import { DynamicModule, Logger, Module, OnModuleInit } from '@nestjs/common';
import { Broker, brokerLogin, MessagingEvents, MessagingModule } from '@ride-hailing/messaging';
import { HealthChecks, TokenVerifier } from '@ride-hailing/service-kit';
import type { Config } from './config';
import { LoginAnswers } from './login-answers.service';
import { PhoneLogins } from './phone-logins';

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
    this.events.on('connected', ({ server }) => this.logger.log({ msg: 'connected', server }));
    this.events.on('disconnected', ({ error }) => this.logger.warn({ msg: 'not connected', err: error }));
  }

  static forRoot(config: Config): DynamicModule {
    const rules = { publicKey: config.jwtPublicKey, audience: config.jwtAudience };
    const logins = new PhoneLogins(config.phoneIssuerSeed, new TokenVerifier(rules));
    return {
      module: AppModule,
      imports: [MessagingModule.forRootAsync({ useFactory: () => brokerLogin(config, 'phone-access') })],
      providers: [{ provide: PhoneLogins, useValue: logins }, LoginAnswers],
    };
  }
}
