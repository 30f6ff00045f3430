import { assignmentAnomalies, readAssignments } from '@ride-hailing/testing';
import type { System } from '../running-system/system';

/** Contradictions between the three databases; empty when there are none. */
export async function anomaliesOfAssignments(system: System): Promise<string[]> {
  const rows = await readAssignments((database, text) => system.sql(database, text));
  return assignmentAnomalies(rows).map(({ what }) => what);
}
