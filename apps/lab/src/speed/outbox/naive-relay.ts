import { nowMs } from '@ride-hailing/testing';
import type { JetStreamClient } from 'nats';
import { type DataSource, IsNull } from 'typeorm';
import { natsHeaders } from '../sides/nats-headers';
import { NaiveOutboxMessage } from './naive.entities';

const EVERY_MS = 100;
const AT_ONCE = 100;

/** Ten times a second: reads the oldest 100, publishes one after the other, and marks each. */
export class NaiveRelay {
  published = 0;
  firstAt = 0;
  lastAt = 0;
  private timer: NodeJS.Timeout | undefined;
  private polling: Promise<void> | undefined;

  constructor(
    private readonly dataSource: DataSource,
    private readonly jetstream: JetStreamClient,
  ) {}

  start(): void {
    this.timer = setInterval(() => {
      this.polling ??= this.poll().finally(() => (this.polling = undefined));
    }, EVERY_MS);
  }

  async stop(): Promise<void> {
    clearInterval(this.timer);
    await this.polling;
  }

  private async poll(): Promise<void> {
    const repository = this.dataSource.getRepository(NaiveOutboxMessage);
    const messages = await repository.find({
      where: { publishedAt: IsNull() },
      order: { createdAt: 'ASC' },
      take: AT_ONCE,
    });
    for (const message of messages) {
      this.firstAt ||= nowMs();
      const options = { msgID: message.id, headers: natsHeaders(message.headers) };
      const { seq } = await this.jetstream.publish(message.subject, message.payload, options);
      await repository.update(message.id, { publishedAt: new Date(), streamSequence: String(seq) });
      this.published += 1;
      this.lastAt = nowMs();
    }
  }
}
