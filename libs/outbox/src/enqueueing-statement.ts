import type { Pool, QueryResultRow } from 'pg';
import { enqueued, type OutboxEvent } from './enqueue';

export interface EnqueueingChange {
  /** The name under which the statement is prepared. */
  readonly name: string;
  /**
   * Common table expressions, the last of which is called `changed`: it changes one row of an aggregate or none, and
   * returns its new `version`, as `late_payload` and `late_headers` (jsonb objects) what only the database knows of the
   * event, and whatever the owner wants to know.
   */
  readonly with: string;
  /** How many parameters that has. */
  readonly parameters: number;
  /** Columns of `changed`. */
  readonly returning: string;
}

const EVENT_TYPES = ['uuid', 'text', 'text', 'text', 'jsonb', 'jsonb'];

/** A change of an aggregate and its event in one statement, so in one round trip and one commit: both or neither. */
export class EnqueueingStatement<Row extends QueryResultRow> {
  private readonly statement: { readonly name: string; readonly text: string };

  constructor({ name, with: expressions, parameters, returning }: EnqueueingChange) {
    const [id, aggregateId, subject, type, payload, headers] = EVENT_TYPES.map(
      (of, at) => `$${parameters + 1 + at}::${of}`,
    );
    const text = `
      WITH ${expressions},
      enqueued AS (
        INSERT INTO outbox (id, aggregate_id, version, subject, type, payload, headers)
        SELECT ${id}, ${aggregateId}, changed.version, ${subject}, ${type},
               (${payload} || changed.late_payload)::text, ${headers} || changed.late_headers
        FROM changed)
      SELECT ${returning} FROM changed`;
    this.statement = { name, text };
  }

  /**
   * Call the relay's `nudge` afterwards; without it the next poll finds the event.
   * @param event without its version, which the change issues, and without what `changed` adds to it
   * @returns undefined when nothing was changed: then nothing is enqueued either
   */
  async run(
    pool: Pick<Pool, 'query'>,
    values: readonly unknown[],
    event: Omit<OutboxEvent, 'version'>,
  ): Promise<Row | undefined> {
    const { id, aggregateId, subject, type, payload } = event;
    const { rows } = await enqueued(event, (headers) =>
      pool.query<Row>({
        ...this.statement,
        values: [
          ...values,
          ...[id, aggregateId, subject, type, JSON.stringify(payload), JSON.stringify(headers)],
        ],
      }),
    );
    return rows[0];
  }
}
