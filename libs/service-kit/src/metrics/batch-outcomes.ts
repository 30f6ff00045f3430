import { type Metrics } from './metrics.service';

/** Counts the outcomes of the messages of one durable, batch by batch. `observeConsumers` counts poison messages. */
export class BatchOutcomes {
  private readonly processed;

  constructor(
    metrics: Metrics,
    private readonly durable: string,
  ) {
    this.processed = metrics.counter({
      name: 'messages_processed_total',
      help: 'Messages by what became of them: applied, or superseded by a newer one',
      labelNames: ['durable', 'outcome'],
    });
  }

  /**
   * @param sound the number of messages in the batch that are not poison
   * @param applied how many of them changed the stored state; all others were superseded
   */
  count(sound: number, applied: number): void {
    const { durable } = this;
    this.processed.inc({ durable, outcome: 'applied' }, applied);
    this.processed.inc({ durable, outcome: 'superseded' }, sound - applied);
  }
}
