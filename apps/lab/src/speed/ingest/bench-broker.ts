import type { Stack } from '@ride-hailing/stack';
import { nowMs } from '../../measuring/clock';
import { eventually } from '@ride-hailing/testing';
import { connect, type ConsumerConfig, type JetStreamManager, type NatsConnection, StorageType } from 'nats';
import { UnverifiedError } from '../../lab.errors';

const REQUEST_WITHIN_MS = 10_000;
const LOOK_EVERY_MS = 5;
const MIB = 1024 * 1024;

/** From the first delivery to the last acknowledgement, ms since 1970. */
export interface Emptied {
  readonly startedAt: number;
  readonly endedAt: number;
  /** Deliveries beyond the first of each. */
  readonly again: number;
}

/** The operator's view of streams and durables. */
export class BenchBroker {
  private constructor(
    private readonly nats: NatsConnection,
    private readonly manager: JetStreamManager,
  ) {}

  static async connect(stack: Stack): Promise<BenchBroker> {
    const { user, password } = stack.credentials('operator');
    const nats = await connect({ servers: stack.natsUrl, user, pass: password });
    return new BenchBroker(nats, await nats.jetstreamManager({ timeout: REQUEST_WITHIN_MS }));
  }

  /** A stream like that of the project, with a durable like its own. */
  async addLike(
    { stream, durable, subject }: { stream: string; durable: string; subject: string },
    like: { stream: string; durable: string },
  ): Promise<void> {
    const model = await this.manager.consumers.info(like.stream, like.durable);
    await this.manager.streams.add({
      name: stream,
      subjects: [`${subject}*`],
      storage: StorageType.File,
      max_bytes: 512 * MIB,
    });
    await this.manager.consumers.add(stream, { ...settable(model.config), durable_name: durable });
  }

  async count(stream: string): Promise<number> {
    return (await this.manager.streams.info(stream)).state.messages;
  }

  async purge(stream: string): Promise<void> {
    await this.manager.streams.purge(stream);
  }

  /** The durable made anew, as it was: all that the stream holds is waiting for it once more. */
  async rewind(stream: string, durable: string): Promise<void> {
    const { config } = await this.manager.consumers.info(stream, durable);
    await this.manager.consumers.delete(stream, durable);
    await this.manager.consumers.add(stream, settable(config));
  }

  /**
   * Looks until everything that waits for the durable is acknowledged.
   * @throws UnverifiedError when it was not as much as expected
   */
  async emptied(stream: string, durable: string, updates: number, withinMs: number): Promise<Emptied> {
    let startedAt = nowMs();
    const look = async () => {
      const before = nowMs();
      const info = await this.manager.consumers.info(stream, durable);
      if (info.delivered.consumer_seq === 0) startedAt = before;
      return info.num_pending === 0 && info.num_ack_pending === 0 && info;
    };
    const { ack_floor, delivered } = await eventually(look, {
      timeoutMs: withinMs,
      intervalMs: LOOK_EVERY_MS,
    });
    const endedAt = nowMs();
    if (ack_floor.consumer_seq < updates || delivered.consumer_seq < updates) {
      throw new UnverifiedError(`of ${updates} updates only ${ack_floor.consumer_seq} were acknowledged`);
    }
    return { startedAt, endedAt, again: delivered.consumer_seq - updates };
  }

  async close(): Promise<void> {
    await this.nats.close();
  }
}

/** Without what the server adds of its own, and does not take back. */
function settable(config: ConsumerConfig): Partial<ConsumerConfig> {
  const { ack_policy, ack_wait, deliver_policy, replay_policy, max_deliver, max_ack_pending } = config;
  const { durable_name, description } = config;
  return {
    ...{ durable_name, description, ack_policy, ack_wait, deliver_policy, replay_policy },
    ...{ max_deliver, max_ack_pending },
  };
}
