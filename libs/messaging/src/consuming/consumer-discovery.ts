import { Injectable, OnApplicationBootstrap, OnApplicationShutdown, OnModuleDestroy } from '@nestjs/common';
import { DiscoveryService, MetadataScanner } from '@nestjs/core';
import { Broker } from '../connection/broker';
import { watchExistence } from '../connection/existence';
import { DeadLetters } from '../dead-letters/dead-letters';
import { JetStreamPublisher } from '../jetstream-publisher';
import { BatchHandler } from '../messages/incoming-message';
import { BATCH_CONSUMER, BatchConsumerOptions } from './batch-consumer';
import { ConsumerRunner } from './consumer-runner';

interface FoundConsumer {
  readonly options: BatchConsumerOptions;
  readonly handler: BatchHandler;
}

/**
 * Finds the methods marked with BatchConsumer when the application has started, and runs them until it stops. The
 * consumers drain first (module destroy) and the connection closes last (application shutdown), so that everything
 * that stops in between can still publish.
 */
@Injectable()
export class ConsumerDiscovery implements OnApplicationBootstrap, OnModuleDestroy, OnApplicationShutdown {
  private readonly stopping = new AbortController();
  private runners: readonly ConsumerRunner[] = [];

  constructor(
    private readonly discovery: DiscoveryService,
    private readonly scanner: MetadataScanner,
    private readonly broker: Broker,
    private readonly publisher: JetStreamPublisher,
  ) {}

  onApplicationBootstrap(): void {
    const deadLetters = new DeadLetters(this.publisher, this.broker.options.name);
    this.runners = this.find().map(
      ({ options, handler }) => new ConsumerRunner(options, handler, this.broker, deadLetters),
    );
    for (const runner of this.runners) runner.start();
    const { needs } = this.broker.options;
    if (needs) void watchExistence(this.broker, needs, this.stopping.signal);
  }

  async onModuleDestroy(): Promise<void> {
    this.stopping.abort();
    await Promise.all(this.runners.map((runner) => runner.stop()));
  }

  async onApplicationShutdown(): Promise<void> {
    await this.broker.close();
  }

  private find(): FoundConsumer[] {
    const instances = new Set<object>();
    for (const { instance } of this.discovery.getProviders()) {
      if (typeof instance === 'object' && instance !== null) instances.add(instance as object);
    }
    const found = [...instances].flatMap((instance) => this.consumersOf(instance));
    assertUsable(found.map(({ options }) => options));
    return found;
  }

  private consumersOf(instance: object): FoundConsumer[] {
    const prototype = Object.getPrototypeOf(instance) as Record<string, BatchHandler> | null;
    if (!prototype) return [];
    return this.scanner.getAllMethodNames(prototype).flatMap((name) => {
      const method = prototype[name];
      const options =
        method && (Reflect.getMetadata(BATCH_CONSUMER, method) as BatchConsumerOptions | undefined);
      return method && options ? [{ options, handler: (batch) => method.call(instance, batch) }] : [];
    });
  }
}

/** Keeps an application from starting with a consumer that cannot work. @throws Error that names the durable */
export function assertUsable(consumers: readonly BatchConsumerOptions[]): void {
  const seen = new Set<string>();
  for (const { durable, batchSize } of consumers) {
    if (seen.has(durable)) throw new Error(`two methods consume the durable ${durable}`);
    if (!Number.isInteger(batchSize) || batchSize < 1) {
      throw new Error(`the batch size of ${durable} must be a whole number from 1, not ${batchSize}`);
    }
    seen.add(durable);
  }
}
