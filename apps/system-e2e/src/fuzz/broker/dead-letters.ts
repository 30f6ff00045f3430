import { CONSUMERS, STREAMS } from '@ride-hailing/contracts';
import type { BrokerClient } from '../../running-system/broker';

/** The origin of a dead letter, and its reason. */
interface Letter {
  /** `<stream> <sequence> <durable>` */
  readonly origin: string;
  readonly reason: string;
}

const PULL_AT_ONCE = 1_000;
const PULL_WITHIN_MS = 5_000;

export const originOf = (stream: string, sequence: number, durable: string): string =>
  `${stream} ${sequence} ${durable}`;

/** The dead letters of all streams. */
export async function deadLetters(operator: BrokerClient): Promise<Letter[]> {
  const manager = await operator.manager();
  const letters: Letter[] = [];
  for (const stream of await manager.streams.names('dead-letters.>').next()) {
    const { state } = await manager.streams.info(stream);
    const reader = await operator.jetstream.consumers.get(stream);
    for (let left = state.messages; left > 0;) {
      const batch = await reader.fetch({
        max_messages: Math.min(left, PULL_AT_ONCE),
        expires: PULL_WITHIN_MS,
      });
      for await (const { headers } of batch) {
        left -= 1;
        const get = (name: string): string => headers?.get(`dead-letter-${name}`) ?? '';
        letters.push({
          origin: originOf(get('stream'), Number(get('sequence')), get('durable')),
          reason: get('reason'),
        });
      }
    }
  }
  return letters;
}

/** A bad message that the broker has stored. */
export interface BadMessage {
  /** The subject in hexadecimal, which names the sender. */
  readonly sender: string;
  readonly what: string;
}

/** How many dead letters of one sender are kept for messages of a stream. */
function mostOfOneSender(stream: string): number {
  const named = CONSUMERS.filter((consumer) => consumer.stream === stream).map(({ durable }) => durable);
  const keeping = STREAMS.find(({ subjects }) =>
    subjects.some(
      (subject) => subject.startsWith('dead-letters.') && named.some((one) => subject.includes(one)),
    ),
  );
  return keeping?.mostPerSubject ?? Number.POSITIVE_INFINITY;
}

/**
 * Faults of the dead letters, relative to the bad messages by origin. Where a sender has sent more bad messages than
 * dead letters are kept, as many as are kept must exist.
 */
export function faultsOfLetters(
  letters: readonly Letter[],
  expected: ReadonlyMap<string, BadMessage>,
): string[] {
  const counts = new Map<string, number>();
  for (const { origin } of letters) counts.set(origin, (counts.get(origin) ?? 0) + 1);
  const bySender = new Map<string, string[]>();
  for (const [origin, { sender }] of expected) {
    const [stream, , durable] = origin.split(' ');
    const key = `${stream} ${durable} ${sender}`;
    bySender.set(key, [...(bySender.get(key) ?? []), origin]);
  }
  const missing = [...bySender].flatMap(([key, origins]) => {
    const least = Math.min(origins.length, mostOfOneSender(key.split(' ', 1)[0] ?? ''));
    const absent = origins.filter((origin) => !counts.has(origin));
    return origins.length - absent.length < least ? absent : [];
  });
  const repeated = [...counts].filter(([, count]) => count > 1);
  return [
    ...missing.map((origin) => `no dead letter of ${origin}: ${expected.get(origin)?.what}`),
    ...repeated.map(([origin, count]) => `${count} dead letters of ${origin}: ${expected.get(origin)?.what}`),
    ...letters.flatMap(({ origin, reason }) => {
      if (!expected.has(origin)) return [`a dead letter of ${origin}, which was good: ${reason}`];
      return reason.trim() === '' ? [`a dead letter of ${origin} without a reason`] : [];
    }),
  ];
}
