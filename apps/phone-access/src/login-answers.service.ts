import { Injectable, Logger, OnApplicationBootstrap, OnModuleDestroy } from '@nestjs/common';
import { answer, Broker } from '@ride-hailing/messaging';
import { Metrics } from '@ride-hailing/service-kit';
import { seldom } from '@ride-hailing/timing';
import { PhoneLogins } from './phone-logins';

/** Where the broker asks about logins that nats.conf does not list. */
const SUBJECT = '$SYS.REQ.USER.AUTH';
const LOG_EVERY_MS = 1_000;

/** Answers the broker, together with all other instances of this service. */
@Injectable()
export class LoginAnswers implements OnApplicationBootstrap, OnModuleDestroy {
  private readonly logger = new Logger('logins');
  private readonly warn = seldom((what: object) => this.logger.warn(what), LOG_EVERY_MS, {
    isFirstSoon: true,
  });
  private readonly counts;
  private stop: (() => Promise<void>) | undefined;

  constructor(
    private readonly broker: Broker,
    private readonly logins: PhoneLogins,
    metrics: Metrics,
  ) {
    this.counts = metrics.counter({
      name: 'phone_logins_total',
      help: 'Logins at the broker that this service decided, by outcome',
      labelNames: ['outcome'],
    });
    for (const outcome of ['admitted', 'refused']) this.counts.inc({ outcome }, 0);
  }

  onApplicationBootstrap(): void {
    this.stop = answer(this.broker, SUBJECT, {
      queue: 'phone-access',
      answerTo: (request) => this.decide(request),
      onError: (error) => this.warn({ msg: 'a login was left without an answer', err: error }),
    });
  }

  async onModuleDestroy(): Promise<void> {
    await this.stop?.();
  }

  private async decide(request: Uint8Array): Promise<string> {
    const { answer: text, refusal } = await this.logins.decide(request);
    this.counts.inc({ outcome: refusal === undefined ? 'admitted' : 'refused' });
    if (refusal !== undefined) this.warn({ msg: 'a login was refused', reason: refusal });
    return text;
  }
}
