import type { ParticipantClient } from './participant.client';

export interface Pair {
  readonly rideId: string;
  readonly driverId: string;
}

/** A participant that runs, and what a spec can see of it from outside. */
export interface ParticipantAtHand {
  readonly client: ParticipantClient;
  /** Its table of assignments. */
  readonly table: string;
  /** The gauge of what is set aside. */
  readonly liveMetric: string;
  query<Row>(sql: string, values: readonly unknown[]): Promise<Row[]>;
  metrics(): Promise<string>;
  /** Lines logged as warnings, oldest first. */
  warnings(): readonly unknown[];
  /** A ride and a driver that nothing keeps from each other. */
  assignable(): Promise<Pair>;
  /** What the service shows otherwise that does not fit an assignment in this state; undefined when all does. */
  faultOf(state: string | undefined, pair: Pair): Promise<string | undefined>;
  sweep(): Promise<void>;
  stop(): Promise<void>;
}

/** @param coordinator without one, nobody answers the participant's questions, and it asks none for minutes */
export type StartParticipant = (coordinator?: {
  readonly url: string;
  readonly askAfterMs: number;
}) => Promise<ParticipantAtHand>;

export const stateOf = async (at: ParticipantAtHand, assignmentId: string): Promise<string | undefined> => {
  const sql = `SELECT state FROM ${at.table} WHERE assignment_id = $1`;
  return (await at.query<{ state: string }>(sql, [assignmentId]))[0]?.state;
};
