import { driverUpdateSubject } from '@ride-hailing/contracts';
import type { Stack } from '@ride-hailing/stack';
import { aDriverUpdate } from '@ride-hailing/testing';
import { connect, type JetStreamManager, type NatsConnection, type StreamInfo } from 'nats';

const REQUEST_WITHIN_MS = 10_000;

type Login = Parameters<Stack['credentials']>[0];

async function login(stack: Stack, user: Login): Promise<NatsConnection> {
  const { password } = stack.credentials(user);
  return connect({
    servers: stack.natsUrl,
    user,
    pass: password,
    inboxPrefix: `_INBOX_${user}`,
    maxReconnectAttempts: -1,
    reconnectTimeWait: 100,
    timeout: REQUEST_WITHIN_MS,
  });
}

/** Speaks as the drivers' phones, and looks into the streams as the operator; past all proxies. */
export class LabBroker {
  private constructor(
    private readonly phones: NatsConnection,
    private readonly operator: NatsConnection,
    private readonly manager: JetStreamManager,
  ) {}

  static async connect(stack: Stack): Promise<LabBroker> {
    const phones = await login(stack, 'fleet-simulator');
    const operator = await login(stack, 'operator');
    const manager = await operator.jetstreamManager({ timeout: REQUEST_WITHIN_MS });
    return new LabBroker(phones, operator, manager);
  }

  get serverVersion(): string {
    return this.operator.info?.version ?? 'unknown';
  }

  /** Each driver's first update: known from here on, and free. */
  async introduce(driverIds: readonly string[]): Promise<void> {
    const jetstream = this.phones.jetstream({ timeout: REQUEST_WITHIN_MS });
    const update = (driverId: string) => JSON.stringify(aDriverUpdate({ driverId, sequence: Date.now() }));
    await Promise.all(
      driverIds.map((driverId) => jetstream.publish(driverUpdateSubject(driverId), update(driverId))),
    );
  }

  /** All streams, those of buckets and object stores too. */
  async streams(): Promise<StreamInfo[]> {
    const found: StreamInfo[] = [];
    for await (const stream of this.manager.streams.list()) found.push(stream);
    return found;
  }

  async close(): Promise<void> {
    await Promise.all([this.phones.close(), this.operator.close()]);
  }
}
