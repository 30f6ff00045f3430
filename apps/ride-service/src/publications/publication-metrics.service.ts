import { Injectable } from '@nestjs/common';
import type { Approach } from '@ride-hailing/contracts';
import { Metrics } from '@ride-hailing/service-kit';
import type { Published } from './publication-parts';

/** Counts the documents that are published for each approach. */
@Injectable()
export class PublicationMetrics {
  private readonly documents;
  private readonly conflicts;
  private readonly failures;

  constructor(metrics: Metrics) {
    this.documents = metrics.counter({
      name: 'publication_documents_total',
      help: 'Documents by what became of them: written, unchanged (there already), superseded (a higher version is)',
      labelNames: ['approach', 'outcome'],
    });
    this.conflicts = metrics.counter({
      name: 'publication_conflicts_total',
      help: 'Writes that met one of another publisher, and were done again',
      labelNames: ['approach'],
    });
    this.failures = metrics.counter({
      name: 'publication_failures_total',
      help: 'Batches that could not be published whole; each is tried again',
      labelNames: ['approach'],
    });
  }

  async counted(approach: Approach, work: Promise<Published>): Promise<void> {
    try {
      const { conflicts, ...outcomes } = await work;
      for (const [outcome, count] of Object.entries(outcomes)) {
        if (count > 0) this.documents.inc({ approach, outcome }, count);
      }
      if (conflicts > 0) this.conflicts.inc({ approach }, conflicts);
    } catch (error) {
      this.failures.inc({ approach });
      throw error;
    }
  }
}
