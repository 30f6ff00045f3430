import { CONSUMERS } from '@ride-hailing/contracts';
import { eventually } from '@ride-hailing/testing';
import type { BrokerClient } from '../../running-system/broker';

/** Durables that read a stream. */
export const durablesOf = (stream: string): string[] =>
  CONSUMERS.filter((consumer) => consumer.stream === stream).map(({ durable }) => durable);

/** Waits until every durable of the system has settled all that there is. */
export async function allSettled(operator: BrokerClient, timeoutMs: number): Promise<void> {
  const manager = await operator.manager();
  const lags = () =>
    Promise.all(
      CONSUMERS.map(async ({ stream, durable }) => {
        const { num_pending, num_ack_pending } = await manager.consumers.info(stream, durable);
        return `${durable}: ${num_pending} pending, ${num_ack_pending} not acknowledged`;
      }),
    );
  let last: string[] = [];
  const isSettled = async (): Promise<boolean> => {
    last = (await lags()).filter((lag) => !lag.endsWith(': 0 pending, 0 not acknowledged'));
    return last.length === 0;
  };
  await eventually(isSettled, { timeoutMs }).catch((cause: unknown) => {
    throw new Error(`not settled after ${timeoutMs} ms: ${last.join('; ')}`, { cause });
  });
}
