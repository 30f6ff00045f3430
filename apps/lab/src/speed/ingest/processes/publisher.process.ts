import { serveOrders } from '@ride-hailing/testing';
import { connect } from 'nats';
import { type BenchAccess, benchAccess } from '../bench-access';
import { updatesOf, type Workload } from '../workload';

/** Where updates are to go. */
export interface PublishOrder extends Workload {
  /** The driver's id is added when it ends with a dot. */
  readonly subject: string;
  /** Whether a stream takes them; otherwise whoever listens has to keep up. */
  readonly intoStream: boolean;
}

/** So many are sent before the broker's word for the last of them is waited for: more would be dropped in silence. */
const AT_ONCE = 2_000;
const ACK_WITHIN_MS = 10_000;

/** Sends a workload. Its answer is how many were sent; into a stream, all are stored by then. */
void serveOrders<PublishOrder, number>(async () => {
  const { natsUrl, natsUser, natsPassword }: BenchAccess = benchAccess();
  const nats = await connect({ servers: natsUrl, user: natsUser, pass: natsPassword, noAsyncTraces: true });
  const jetstream = nats.jetstream({ timeout: ACK_WITHIN_MS });
  return {
    carryOut: async ({ subject, intoStream, ...workload }) => {
      let sent = 0;
      let lastStored = 0;
      for (const update of updatesOf(workload)) {
        sent += 1;
        const to = subject.endsWith('.') ? subject + update.driverId : subject;
        const data = JSON.stringify(update);
        if (!intoStream || (sent % AT_ONCE !== 0 && sent !== workload.updates)) {
          nats.publish(to, data);
          continue;
        }
        const { seq } = await jetstream.publish(to, data);
        const expected = sent % AT_ONCE || AT_ONCE;
        if (lastStored > 0 && seq - lastStored !== expected) {
          throw new Error(`of ${expected} updates the stream stored ${seq - lastStored}`);
        }
        lastStored = seq;
      }
      await nats.flush();
      return sent;
    },
    close: () => nats.close(),
  };
});
