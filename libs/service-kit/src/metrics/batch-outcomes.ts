import { type Metrics } from './metrics.service';

/** Counts what became of the messages of one durable, batch by batch. Poison is counted by `observeConsumers`. */
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
   * @param sound messages of the batch that are no poison
   * @param applied those of them that changed what is kept; all others were superseded
   */
  count(sound: number, applied: number): void {
    const { durable } = this;
    this.processed.inc({ durable, outcome: 'applied' }, applied);
    this.processed.inc({ durable, outcome: 'superseded' }, sound - applied);
  }
}
