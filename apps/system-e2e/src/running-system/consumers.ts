import { CONSUMERS } from '@ride-hailing/contracts';
import { eventually } from '@ride-hailing/testing';
import type { JetStreamManager } from 'nats';
import type { BrokerClient } from './broker';

type Consumer = Pick<(typeof CONSUMERS)[number], 'stream' | 'durable'>;

/** How many messages a consumer has not acknowledged yet, delivered or not. */
export async function unsettled(manager: JetStreamManager, { stream, durable }: Consumer): Promise<number> {
  const { num_pending, num_ack_pending } = await manager.consumers.info(stream, durable);
  return num_pending + num_ack_pending;
}

/**
 * Waits until every durable consumer of the system has acknowledged all its messages.
 * @throws Error that names the consumers which have not, after `timeoutMs`
 */
export async function allSettled(operator: BrokerClient, timeoutMs: number): Promise<void> {
  const manager = await operator.manager();
  let last: string[] = [];
  const isSettled = async (): Promise<boolean> => {
    const lags = CONSUMERS.map(async (consumer) => ({
      ...consumer,
      left: await unsettled(manager, consumer),
    }));
    last = (await Promise.all(lags)).flatMap(({ durable, left }) =>
      left > 0 ? [`${durable}: ${left}`] : [],
    );
    return last.length === 0;
  };
  await eventually(isSettled, { timeoutMs }).catch((cause: unknown) => {
    throw new Error(`not settled after ${timeoutMs} ms: ${last.join('; ')}`, { cause });
  });
}
