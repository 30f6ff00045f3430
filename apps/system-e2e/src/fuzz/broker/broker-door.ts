import { CONSUMERS } from '@ride-hailing/contracts';
import type { StoredMsg } from 'nats';

import type { BrokerLogin } from '../../running-system/broker';
import type { Drawn } from '../kinds';
import { type BadMessage, originOf } from './dead-letters';
import { NatsWire, type WireMessage } from './nats-wire';

/** A message, and whether it must be applied. */
export interface Sent {
  readonly title: string;
  readonly message: WireMessage;
  readonly isGood: boolean;
}

const LONGEST_SHOWN = 300;

const shown = (bytes: Buffer | undefined): string =>
  (JSON.stringify(bytes?.toString('latin1')) ?? 'none').slice(0, LONGEST_SHOWN);

const describe = ({ title, message: { subject, headers, payload } }: Sent): string =>
  `${title}: subject ${shown(subject)}, headers ${shown(headers)}, payload ${shown(payload)}`;

export const badOnes = (drawn: readonly Drawn<WireMessage>[]): Sent[] =>
  drawn.map(({ title, input }) => ({ title, message: input, isGood: false }));

/** A copy of a stored message, without the ids by which the broker would recognise a duplicate. */
export function repeatOf({ subject, header, data }: StoredMsg): Sent {
  const lines = [...header].flatMap(([name, values]) =>
    /^nats-/i.test(name) ? [] : values.map((value) => `${name}: ${value}\r\n`),
  );
  const headers = Buffer.from(`NATS/1.0\r\n${lines.join('')}\r\n`);
  const message = { subject: Buffer.from(subject), headers, payload: Buffer.from(data) };
  return { title: 'a repeated message', message, isGood: true };
}

/** Sends messages to the consumers and invalid operations to the broker, and records what became of them. */
export class BrokerDoor {
  readonly faults: string[] = [];
  /** The stored bad messages, keyed by origin: each must become one dead letter of every consumer. */
  readonly deadLetters = new Map<string, BadMessage>();
  taken = 0;
  refused = 0;

  /** Publishes the messages in their order, with one login. */
  async publish(login: BrokerLogin, sent: readonly Sent[]): Promise<void> {
    const wire = await NatsWire.open(login);
    const stored = await wire.publishAll(sent.map(({ message }) => message));
    wire.close();
    for (const [at, { stream, seq, refusal }] of stored.entries()) {
      const one = sent[at] as Sent;
      if (stream === undefined || seq === undefined) {
        this.faults.push(`${describe(one)}: not stored: ${refusal}`);
        continue;
      }
      if (one.isGood) this.taken += 1;
      else this.refused += 1;
      if (one.isGood) continue;
      for (const { durable } of CONSUMERS.filter((consumer) => consumer.stream === stream))
        this.deadLetters.set(originOf(stream, seq, durable), {
          sender: one.message.subject.toString('hex'),
          what: describe(one),
        });
    }
  }

  /** Sends an operation that the broker itself must refuse. */
  async refuses(login: BrokerLogin, { title, input }: Drawn<Buffer>): Promise<void> {
    const wire = await NatsWire.open(login);
    const refusal = await wire.refusalOf(input);
    wire.close();
    if (refusal) this.refused += 1;
    else this.faults.push(`${title}: not refused: ${shown(input)}`);
  }
}
