import type { Pool } from 'pg';
import type { Refusal } from '../src/coordinator/assignment-record';
import type { Participant, PhaseTwoReply, TryReply, TryRequest } from '../src/coordinator/participant.port';

const TABLES = [
  `CREATE TABLE IF NOT EXISTS held
     (assignment_id uuid PRIMARY KEY, thing text, ride_id uuid, driver_id text, state text NOT NULL)`,
  `CREATE UNIQUE INDEX IF NOT EXISTS held_once ON held (thing) WHERE state <> 'CANCELLED'`,
];
const HOLD = `
  INSERT INTO held VALUES ($1, $2, $3, $4, $5) ON CONFLICT DO NOTHING`;

/** A participant that is one table: each thing is reserved for one live assignment. */
export class TableParticipant implements Participant {
  private constructor(
    private readonly pool: Pool,
    private readonly refusal: Refusal,
    /** What a request reserves: a driver or a ride. */
    private readonly thingOf: (request: TryRequest) => string | null,
  ) {}

  static async open(
    pool: Pool,
    refusal: Refusal,
    thingOf: (request: TryRequest) => string | null,
  ): Promise<TableParticipant> {
    for (const statement of TABLES) await pool.query(statement);
    return new TableParticipant(pool, refusal, thingOf);
  }

  async try(request: TryRequest): Promise<TryReply> {
    const isHeld = await this.hold(request, 'TRIED');
    if (isHeld && request.driverId !== null) return { kind: 'agreed', driverId: request.driverId };
    return { kind: 'refused', reason: this.refusal, detail: 'taken' };
  }

  async confirm(assignmentId: string): Promise<PhaseTwoReply> {
    const text = `UPDATE held SET state = 'CONFIRMED' WHERE assignment_id = $1 AND state <> 'CANCELLED'`;
    const { rowCount } = await this.pool.query(text, [assignmentId]);
    return rowCount === 1 ? { kind: 'done' } : { kind: 'refused', detail: 'not held' };
  }

  /** Leaves a row where there was none, so that a Try that arrives later is refused. */
  async cancel(assignmentId: string): Promise<PhaseTwoReply> {
    const text = `INSERT INTO held (assignment_id, state) VALUES ($1, 'CANCELLED')
      ON CONFLICT (assignment_id) DO UPDATE SET state = 'CANCELLED'`;
    await this.pool.query(text, [assignmentId]);
    return { kind: 'done' };
  }

  /** One plain call: taken at once, without a Try before it. */
  async take(request: TryRequest): Promise<boolean> {
    return this.hold(request, 'CONFIRMED');
  }

  private async hold(request: TryRequest, state: string): Promise<boolean> {
    const { assignmentId, rideId, driverId } = request;
    const values = [assignmentId, this.thingOf(request), rideId, driverId, state];
    return (await this.pool.query(HOLD, values)).rowCount === 1;
  }
}
