import type { BrokerClient } from '../running-system/broker';
import { AsyncApi, type SentMessage } from './async-api';

/** Subscribes to the subjects of all streams, and checks the messages against the AsyncAPI document. */
export class BrokerWatch {
  private readonly messages: SentMessage[] = [];
  private readonly ignored = new Set<string>();
  private readonly document = new AsyncApi();

  /** @param operator a client that may subscribe to every subject */
  static async start(operator: BrokerClient): Promise<BrokerWatch> {
    const watch = new BrokerWatch();
    const manager = await operator.manager();
    // The streams of the broker, so that one which the document does not name is watched, too.
    const streams = await manager.streams.list().next();
    for (const subject of streams.flatMap(({ config }) => config.subjects)) {
      operator.connection.subscribe(subject, {
        callback: (_error, { subject: sentOn, headers, data }) => {
          const names = headers?.keys() ?? [];
          const values = Object.fromEntries(names.map((name) => [name, headers?.get(name) ?? '']));
          watch.messages.push({ subject: sentOn, headers: values, data: new Uint8Array(data) });
        },
      });
    }
    await operator.connection.flush();
    return watch;
  }

  /** Ignores messages that the test itself sends invalid on purpose. */
  ignore(subject: string): void {
    this.ignored.add(subject);
  }

  /** The number of messages of each channel, 0 included. */
  counts(): Record<string, number> {
    const counts = Object.fromEntries(this.document.channelNames.map((name) => [name, 0]));
    for (const { channel } of this.checked()) if (channel) counts[channel] = (counts[channel] ?? 0) + 1;
    return counts;
  }

  /** Faults of all messages; each names the subject and the place. */
  faults(): string[] {
    return this.checked().flatMap(({ faults }) => faults);
  }

  private checked() {
    return this.messages
      .filter(({ subject }) => !this.ignored.has(subject))
      .map((message) => this.document.check(message));
  }
}
