import { uuidv7 } from 'uuidv7';
import type { Pool } from 'pg';
import type { Assignment, AssignmentOrder, Ended, Step } from './assignment-record';
import type { AssignmentLog, Begun } from './assignment-log.port';
import type { Decision } from './assignment-machine';
import { keyUsedOtherwise } from './coordinator.errors';

const COLUMNS = `
  id, ride_id AS "rideId", driver_asked AS "driverAsked", near, requested_by AS "requestedBy",
  idempotency_key AS "idempotencyKey", state, driver_id AS "driverId", reason, detail, steps, rounds,
  created_at AS "createdAt", decided_at AS "decidedAt", ended_at AS "endedAt"`;

const HELD = "now() + $2 * interval '1 millisecond'";

/** The condition of the unique index on keys. */
const LIVE = "state IN ('TRYING', 'CONFIRMING', 'CONFIRMED')";

/** How often `begin` may lose a key to another request whose assignment is cancelled before it is read. */
const MOST_BEGINNINGS = 5;

/** The log in the table `assignments`. All times are from the database's clock. */
export class PostgresAssignmentLog implements AssignmentLog {
  constructor(
    private readonly pool: () => Pick<Pool, 'query'>,
    /** How long a gateway holds an assignment that it works on. */
    private readonly heldMs: number,
  ) {}

  async begin(order: AssignmentOrder): Promise<Begun> {
    for (let beginning = 0; beginning < MOST_BEGINNINGS; beginning += 1) {
      const known = await this.findByKey(order);
      if (known) return { assignment: known, isNew: false };
      const made = await this.insert(order);
      if (made) return { assignment: made, isNew: true };
    }
    throw new Error('the Idempotency-Key is used by others all the time');
  }

  /**
   * A unique index allows a key only one live or confirmed assignment, and that one is returned. Ids do not order the
   * cancelled ones, since they come from the clocks of several gateways.
   */
  async findByKey(order: AssignmentOrder): Promise<Assignment | undefined> {
    if (order.idempotencyKey === null) return undefined;
    const [found] = await this.query(
      'find-by-key',
      `SELECT ${COLUMNS} FROM assignments WHERE requested_by = $1 AND idempotency_key = $2
       ORDER BY (${LIVE}) DESC, created_at DESC LIMIT 1`,
      [order.requestedBy, order.idempotencyKey],
    );
    if (!found) return undefined;
    const isSame = found.rideId === order.rideId && found.driverAsked === order.driverAsked;
    if (!isSame) throw keyUsedOtherwise();
    return found.state === 'CANCELLED' || found.state === 'CANCELLING' ? undefined : found;
  }

  async find(id: string): Promise<Assignment | null> {
    const rows = await this.query('find', `SELECT ${COLUMNS} FROM assignments WHERE id = $1`, [id]);
    return rows[0] ?? null;
  }

  async decide(id: string, decision: Decision, steps: readonly Step[]): Promise<Assignment> {
    const { state, driverId, reason, detail } = decision;
    const rows = await this.query(
      'decide',
      `UPDATE assignments
       SET state = $3, driver_id = $4, reason = $5, detail = $6, steps = $7, decided_at = now(), held_until = ${HELD}
       WHERE id = $1 AND state = 'TRYING' RETURNING ${COLUMNS}`,
      [id, this.heldMs, state, driverId, reason, detail, JSON.stringify(steps)],
    );
    return rows[0] ?? this.present(id);
  }

  async leave(id: string, steps: readonly Step[], retryAfterMs: number): Promise<Assignment> {
    const rows = await this.query(
      'leave',
      `UPDATE assignments SET steps = $3, rounds = rounds + 1, held_until = ${HELD}
       WHERE id = $1 AND ended_at IS NULL RETURNING ${COLUMNS}`,
      [id, retryAfterMs, JSON.stringify(steps)],
    );
    return rows[0] ?? this.present(id);
  }

  async end(id: string, state: Ended, steps: readonly Step[]): Promise<Assignment> {
    const decided = state === 'CONFIRMED' ? 'CONFIRMING' : 'CANCELLING';
    const rows = await this.query(
      'end',
      `UPDATE assignments SET state = $2, steps = $4, ended_at = now()
       WHERE id = $1 AND state = $3 RETURNING ${COLUMNS}`,
      [id, state, decided, JSON.stringify(steps)],
    );
    return rows[0] ?? this.present(id);
  }

  claim(limit: number): Promise<Assignment[]> {
    return this.query(
      'claim',
      `UPDATE assignments SET held_until = ${HELD}
       WHERE id IN (SELECT id FROM assignments WHERE ended_at IS NULL AND held_until < now()
                    ORDER BY held_until LIMIT $1 FOR UPDATE SKIP LOCKED)
       RETURNING ${COLUMNS}`,
      [limit, this.heldMs],
    );
  }

  /**
   * Deletes at most `limit` assignments that ended more than `endedMsAgo` ago. No participant asks for their outcome any
   * more, since all have acknowledged it. Unfinished assignments stay, however old.
   * @returns how many were deleted
   */
  async forget(endedMsAgo: number, limit: number): Promise<number> {
    const { rowCount } = await this.pool().query(
      `DELETE FROM assignments WHERE id IN (
         SELECT id FROM assignments WHERE ended_at < now() - $1 * interval '1 millisecond'
         ORDER BY ended_at LIMIT $2 FOR UPDATE SKIP LOCKED)`,
      [endedMsAgo, limit],
    );
    return rowCount ?? 0;
  }

  private async present(id: string): Promise<Assignment> {
    const found = await this.find(id);
    if (!found) throw new Error(`assignment ${id} is gone`);
    return found;
  }

  /** Undefined when a concurrent request with the same key was faster. */
  private async insert(order: AssignmentOrder): Promise<Assignment | undefined> {
    const rows = await this.query(
      'begin',
      `INSERT INTO assignments (id, held_until, ride_id, driver_asked, near, requested_by, idempotency_key)
       VALUES ($1, ${HELD}, $3, $4, $5, $6, $7)
       ON CONFLICT (requested_by, idempotency_key) WHERE ${LIVE} DO NOTHING
       RETURNING ${COLUMNS}`,
      [
        uuidv7(),
        this.heldMs,
        order.rideId,
        order.driverAsked,
        JSON.stringify(order.near),
        order.requestedBy,
        order.idempotencyKey,
      ],
    );
    return rows[0];
  }

  /** @param name under which the statement is prepared */
  private async query(name: string, text: string, values: unknown[]): Promise<Assignment[]> {
    return (await this.pool().query<Assignment>({ name: `assignments-${name}`, text, values })).rows;
  }
}
