import 'reflect-metadata';
import { INestApplicationContext, Injectable, Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { connect, ConsumerInfo, JetStreamManager, MsgHdrs, NatsConnection, StreamConfig } from 'nats';
import { randomUUID } from 'node:crypto';
import { connectionOptions } from '../src/connection/broker';
import { BrokerOptions } from '../src/connection/broker.config';
import { MessagingEventMap, MessagingEvents } from '../src/connection/messaging-events';
import { BatchConsumer, BatchConsumerOptions } from '../src/consuming/batch-consumer';
import { BatchHandler, IncomingMessage } from '../src/messages/incoming-message';
import { MessagingModule } from '../src/messaging.module';
import { provision } from '../src/provisioning';

/** A private stream with one durable, and a direct connection that shows their state at the broker. */
export class Workbench {
  readonly stream = `T_${randomUUID().slice(0, 8)}`;
  readonly durable = `${this.stream}-durable`;

  private constructor(
    readonly options: BrokerOptions,
    readonly nats: NatsConnection,
    readonly manager: JetStreamManager,
  ) {}

  static async open(options: Omit<BrokerOptions, 'name'>): Promise<Workbench> {
    const named = { lagIntervalMs: 200, ...options, name: `service-${randomUUID().slice(0, 8)}` };
    const nats = await connect({
      ...connectionOptions(named),
      reconnect: true,
      maxReconnectAttempts: -1,
      reconnectTimeWait: 250,
    });
    return new Workbench(named, nats, await nats.jetstreamManager({ checkAPI: false }));
  }

  async provision(more: { ackWaitMs?: number; maxBytes?: number } = {}): Promise<this> {
    const { stream, durable } = this;
    const { ackWaitMs = 30_000, maxBytes = 256 * 1024 * 1024 } = more;
    const limits = {
      storage: 'file',
      maxAgeMs: 600_000,
      maxBytes,
      discard: 'new',
      duplicateWindowMs: 120_000,
    } as const;
    await provision(
      this.options,
      [{ name: stream, subjects: [`${stream}.>`], ...limits }],
      [{ stream, durable, ackWaitMs, maxAckPending: 50_000 }],
    );
    return this;
  }

  async publish(texts: readonly string[], headers?: MsgHdrs): Promise<void> {
    const client = this.nats.jetstream();
    for (let i = 0; i < texts.length; i += 500) {
      const some = texts.slice(i, i + 500);
      await Promise.all(some.map((text) => client.publish(`${this.stream}.x`, text, { headers })));
    }
  }

  /** When the server stored a message of the stream, ms since 1970. */
  async storedAtMs(seq: number): Promise<number> {
    return (await this.manager.streams.getMessage(this.stream, { seq })).time.getTime();
  }

  info(): Promise<ConsumerInfo> {
    return this.manager.consumers.info(this.stream, this.durable);
  }

  /** Whether every message of the stream is settled. Compares sequences, since the durable may lag behind the stream. */
  async allAcknowledged(): Promise<boolean> {
    const { state } = await this.manager.streams.info(this.stream);
    const { num_pending, num_ack_pending, ack_floor } = await this.info();
    return num_pending === 0 && num_ack_pending === 0 && ack_floor.stream_seq >= state.last_seq;
  }

  /** Creates a stream for the durable's dead letters, and returns its name. */
  async provisionDeadLetters(limits: Partial<StreamConfig> = {}): Promise<string> {
    const subjects = [`dead-letters.*.${this.durable}.>`];
    const { config } = await this.manager.streams.add({ name: `${this.stream}_DEAD`, subjects, ...limits });
    return config.name;
  }

  async deadLetters(): Promise<{ text: string; headers: MsgHdrs | undefined }[]> {
    const subject = `dead-letters.${this.options.name}.${this.durable}.>`;
    const stream = await this.manager.streams.find(subject);
    const { state } = await this.manager.streams.info(stream, { subjects_filter: subject });
    const count = Object.values(state.subjects ?? {}).reduce((sum, one) => sum + one, 0);
    if (count === 0) return [];
    const reader = await this.nats.jetstream().consumers.get(stream, { filterSubjects: subject });
    const letters = [];
    for await (const { data, headers } of await reader.fetch({ max_messages: count, expires: 5_000 })) {
      letters.push({ text: textOf({ data }), headers });
    }
    return letters;
  }

  async close(): Promise<void> {
    for (const name of [this.stream, `${this.stream}_DEAD`]) {
      await this.manager.streams.delete(name).catch(() => undefined);
    }
    await this.nats.close();
  }
}

/** A Nest application with one consumer, and the events that it emitted. */
export class TestService {
  private readonly emitted: { name: string; data: unknown }[] = [];

  private constructor(readonly app: INestApplicationContext) {
    const events = app.get(MessagingEvents);
    const names: (keyof MessagingEventMap)[] = [
      'batch',
      'acked',
      'dead-lettered',
      'held',
      'lag',
      'existence',
      'consumer-error',
    ];
    for (const name of names) events.on(name, (data: unknown) => void this.emitted.push({ name, data }));
  }

  static async start(
    broker: BrokerOptions,
    options: BatchConsumerOptions,
    handler: BatchHandler,
  ): Promise<TestService> {
    @Injectable()
    class Handler {
      @BatchConsumer(options)
      handle(batch: readonly IncomingMessage[]) {
        return handler(batch);
      }
    }
    @Module({
      imports: [MessagingModule.forRootAsync({ useFactory: () => broker })],
      providers: [Handler],
    })
    class TestModule {}
    const app = await NestFactory.createApplicationContext(TestModule, { logger: ['error', 'warn'] });
    return new TestService(app);
  }

  events<K extends keyof MessagingEventMap>(name: K): MessagingEventMap[K][0][] {
    return this.emitted.filter((one) => one.name === name).map(({ data }) => data as MessagingEventMap[K][0]);
  }

  async stop(): Promise<void> {
    await this.app.close();
  }
}

export function textOf(message: { data: Uint8Array }): string {
  return new TextDecoder().decode(message.data);
}

export function numbered(count: number, prefix = 'm'): string[] {
  return Array.from({ length: count }, (_, i) => `${prefix}-${i}`);
}
