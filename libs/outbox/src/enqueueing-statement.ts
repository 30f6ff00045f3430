import type { Pool, QueryResultRow } from 'pg';
import type { UnversionedEvent } from './enqueue';

export interface EnqueueingChange {
  /** The name under which the statement is prepared. */
  readonly name: string;
  /**
   * Common table expressions, the last of which is called `changed`: it changes a row of each of some aggregates or of
   * none, and returns the aggregate's id as `aggregate_id` (text), its new `version`, as `late_payload` and `late_headers`
   * (jsonb objects) what only the database knows of the event, and whatever the owner wants to know.
   */
  readonly with: string;
  /** How many parameters that has. */
  readonly parameters: number;
  /** Columns of `changed`. */
  readonly returning: string;
}

/** Changes of aggregates and their events in one statement, so in one round trip and one commit: all or nothing. */
export class EnqueueingStatement<Row extends QueryResultRow> {
  private readonly statement: { readonly name: string; readonly text: string };

  constructor({ name, with: expressions, parameters, returning }: EnqueueingChange) {
    const text = `
      WITH ${expressions},
      enqueued AS (
        INSERT INTO outbox (id, aggregate_id, version, subject, type, payload, headers)
        SELECT event.id, event."aggregateId", changed.version, event.subject, event.type,
               (event.payload || changed.late_payload)::text, event.headers || changed.late_headers
        FROM changed LEFT JOIN json_to_recordset($${parameters + 1}::json) AS event
          (id uuid, "aggregateId" text, subject text, type text, payload jsonb, headers jsonb)
          ON event."aggregateId" = changed.aggregate_id)
      SELECT ${returning} FROM changed`;
    this.statement = { name, text };
  }

  /**
   * Call the relay's `nudge` afterwards; without it the next poll finds the events.
   * @param events one for each aggregate that may be changed, without the version, which the change issues, and without
   *   what `changed` adds to it. The event of an aggregate that is not changed is not enqueued.
   * @returns a row for each aggregate that was changed, in any order
   * @throws an error with SQLSTATE 23502, and changes nothing, when an aggregate that would be changed has no event
   */
  async run(
    pool: Pick<Pool, 'query'>,
    values: readonly unknown[],
    events: readonly UnversionedEvent[],
  ): Promise<Row[]> {
    const { rows } = await pool.query<Row>({
      ...this.statement,
      values: [...values, JSON.stringify(events)],
    });
    return rows;
  }
}
