import { Inject, Injectable } from '@nestjs/common';
import { Database } from '@ride-hailing/service-kit';
import type { EntityManager } from 'typeorm';
import type { AssignmentRow, TryAnswer, WantedAssignment } from './assignment';
import { PARTICIPANT_SETTINGS, type ParticipantSettings } from './participant-settings';
import { cancelledBefore, confirmedBefore, neverAgreed } from './participant.errors';
import { repeatedAnswer } from './try-answer';

/** First key of the advisory locks; no other lock of a participant's database uses it. */
const LOCK_OF_ASSIGNMENTS = 7_061;
const LOCK = 'SELECT pg_advisory_xact_lock($1, hashtext($2))';

/**
 * SQL for a common table expression that waits for the assignment $1 (text) like a phase does. The statement that joins it sees
 * what was there before the wait: it must rely on unique indexes, and on rows that it locks.
 */
export const TURN = `turn AS MATERIALIZED (
  SELECT pg_advisory_xact_lock(${LOCK_OF_ASSIGNMENTS}, hashtext($1::text)))`;

const statements = (table: string) => ({
  find: `
    SELECT state, ride_id AS "rideId", driver_id AS "driverId", refusal_reason AS "refusalReason",
           refusal_detail AS "refusalDetail"
    FROM ${table} WHERE assignment_id = $1`,
  // The Try may have written a row before it found the reason to refuse.
  refuse: `
    INSERT INTO ${table} (assignment_id, state, ride_id, driver_id, refusal_reason, refusal_detail)
    VALUES ($1, 'REFUSED', $2, $3, $4, $5)
    ON CONFLICT (assignment_id) DO UPDATE
    SET state = 'REFUSED', refusal_reason = EXCLUDED.refusal_reason, refusal_detail = EXCLUDED.refusal_detail`,
  markCancelled: `INSERT INTO ${table} (assignment_id, state) VALUES ($1, 'CANCELLED')`,
  end: `UPDATE ${table} SET state = $2, changed_at = clock_timestamp() WHERE assignment_id = $1`,
  confirmTried: {
    name: 'confirm-tried',
    text: `WITH ${TURN} UPDATE ${table} SET state = 'CONFIRMED', changed_at = clock_timestamp() FROM turn
           WHERE assignment_id = $1::uuid AND state = 'TRIED'`,
  },
});

/** The ride and the driver that a Try agreed to. */
interface Tried {
  readonly rideId: string;
  readonly driverId: string;
}

/**
 * A participant's table of assignments. Every phase is recorded there in the transaction of its effect, so phases may
 * be repeated, late and out of order. This is the fencing of Try/Confirm/Cancel: phases are idempotent, Cancel succeeds
 * without a Try, and a Try after Cancel is refused.
 */
@Injectable()
export class AssignmentRows {
  private readonly sql;

  constructor(
    private readonly database: Database,
    @Inject(PARTICIPANT_SETTINGS) { table }: Pick<ParticipantSettings, 'table'>,
  ) {
    this.sql = statements(table);
  }

  /**
   * @param first answers the first Try of an assignment. If it agrees, it must have written the row as TRIED. If it
   * returns undefined, nothing is recorded.
   * @param atOnce writes the row as TRIED if it is the first Try and nothing speaks against it, by one statement with
   * {@link TURN}. `first` then gets true.
   * @throws InvalidInputProblem when the assignment was tried before for another ride or driver
   */
  try<Answer extends TryAnswer | undefined>(
    wanted: WantedAssignment,
    first: (manager: EntityManager, isWritten: boolean) => Promise<Answer>,
    atOnce: (manager: EntityManager) => Promise<boolean> = () => Promise.resolve(false),
  ): Promise<Answer | TryAnswer> {
    const { assignmentId, rideId, driverId = null } = wanted;
    return this.database.dataSource.transaction<Answer | TryAnswer>(async (manager) => {
      const isWritten = await atOnce(manager);
      const known = isWritten ? undefined : await this.takeTurn(manager, assignmentId);
      if (known) return repeatedAnswer(known, wanted);
      const answer = await first(manager, isWritten);
      if (answer?.agreed === false) {
        const { reason, detail } = answer;
        await manager.query(this.sql.refuse, [assignmentId, rideId, driverId, reason, detail]);
      }
      return answer;
    });
  }

  /**
   * @param effect runs in the transaction that records the Confirm
   * @throws ConflictProblem unless a Try agreed and no Cancel came before
   */
  async confirm(
    assignmentId: string,
    effect?: (manager: EntityManager, tried: Tried) => Promise<unknown>,
  ): Promise<void> {
    if (!effect) {
      const values = [assignmentId];
      const { rowCount } = await this.database.pool.query({ ...this.sql.confirmTried, values });
      if (rowCount === 1) return;
    }
    await this.inTurn(assignmentId, async (manager, known) => {
      if (known?.state === 'CONFIRMED' || known?.state === 'RELEASED') return;
      if (known?.state === 'CANCELLED') throw cancelledBefore(assignmentId);
      if (known?.state !== 'TRIED' || !known.rideId || !known.driverId) throw neverAgreed(assignmentId);
      await effect?.(manager, { rideId: known.rideId, driverId: known.driverId });
      await manager.query(this.sql.end, [assignmentId, 'CONFIRMED']);
    });
  }

  /** @throws ConflictProblem when it was confirmed before */
  cancel(assignmentId: string): Promise<void> {
    return this.inTurn(assignmentId, async (manager, known) => {
      if (known?.state === 'CANCELLED') return;
      if (known?.state === 'CONFIRMED' || known?.state === 'RELEASED') throw confirmedBefore(assignmentId);
      if (known) await manager.query(this.sql.end, [assignmentId, 'CANCELLED']);
      else await manager.query(this.sql.markCancelled, [assignmentId]);
    });
  }

  /** Runs one phase of an assignment at a time, in one transaction. */
  private inTurn<T>(
    assignmentId: string,
    work: (manager: EntityManager, known: AssignmentRow | undefined) => Promise<T>,
  ): Promise<T> {
    return this.database.dataSource.transaction(async (manager) =>
      work(manager, await this.takeTurn(manager, assignmentId)),
    );
  }

  /** Waits until no other phase of the assignment is under way, and looks what the earlier ones have left. */
  private async takeTurn(manager: EntityManager, assignmentId: string): Promise<AssignmentRow | undefined> {
    await manager.query(LOCK, [LOCK_OF_ASSIGNMENTS, assignmentId]);
    const [known] = await manager.query<AssignmentRow[]>(this.sql.find, [assignmentId]);
    return known;
  }
}
