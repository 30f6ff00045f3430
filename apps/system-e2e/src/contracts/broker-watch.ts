import type { BrokerClient } from '../running-system/broker';
import { AsyncApi, type SentMessage } from './async-api';

/** Hears what goes over the subjects of all streams, as it is sent, and holds it against the AsyncAPI document. */
export class BrokerWatch {
  private readonly messages: SentMessage[] = [];
  private readonly ignored = new Set<string>();
  private readonly document = new AsyncApi();

  /** @param operator may subscribe to everything */
  static async start(operator: BrokerClient): Promise<BrokerWatch> {
    const watch = new BrokerWatch();
    const manager = await operator.manager();
    // Those that there are, so that a stream which the document does not name is heard, too.
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

  /** For a message that the test itself sends, wrong on purpose. */
  ignore(subject: string): void {
    this.ignored.add(subject);
  }

  /** How many messages of each channel came by, those without any included. */
  counts(): Record<string, number> {
    const counts = Object.fromEntries(this.document.channelNames.map((name) => [name, 0]));
    for (const { channel } of this.judged()) if (channel) counts[channel] = (counts[channel] ?? 0) + 1;
    return counts;
  }

  /** What the document does not say so: each names the subject and the place. */
  faults(): string[] {
    return this.judged().flatMap(({ faults }) => faults);
  }

  private judged() {
    const judged = this.messages.filter(({ subject }) => !this.ignored.has(subject));
    return judged.map((message) => this.document.judge(message));
  }
}
