import type { ParticipantClient } from './participant.client';

export interface Pair {
  readonly rideId: string;
  readonly driverId: string;
}

/** A running participant, and what a spec can observe from outside. */
export interface ParticipantAtHand {
  readonly client: ParticipantClient;
  /** Its table of assignments. */
  readonly table: string;
  /** The name of the gauge of live assignments. */
  readonly liveMetric: string;
  query<Row>(sql: string, values: readonly unknown[]): Promise<Row[]>;
  metrics(): Promise<string>;
  /** Lines logged as warnings, oldest first. */
  warnings(): readonly unknown[];
  /** A ride and a driver that can be assigned to each other. */
  assignable(): Promise<Pair>;
  /** What else the service shows that contradicts an assignment in this state; undefined when nothing does. */
  faultOf(state: string | undefined, pair: Pair): Promise<string | undefined>;
  sweep(): Promise<void>;
  stop(): Promise<void>;
}

/** @param coordinator without one, the participant has no coordinator to ask, and asks only after minutes */
export type StartParticipant = (coordinator?: {
  readonly url: string;
  readonly askAfterMs: number;
}) => Promise<ParticipantAtHand>;

export const stateOf = async (at: ParticipantAtHand, assignmentId: string): Promise<string | undefined> => {
  const sql = `SELECT state FROM ${at.table} WHERE assignment_id = $1`;
  return (await at.query<{ state: string }>(sql, [assignmentId]))[0]?.state;
};
