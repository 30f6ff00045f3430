import type { Anomaly } from './anomaly';

/** One version of one aggregate, as a row that was committed or as a message that was stored. */
export interface HistoryEntry {
  readonly aggregateId: string;
  readonly version: number;
}

const name = ({ aggregateId, version }: HistoryEntry): string => `${aggregateId} v${version}`;

const anomaly = (entry: HistoryEntry, what: string): Anomaly => ({
  ...{ rule: 'events', about: [entry.aggregateId], what: `${name(entry)} ${what}` },
});

/**
 * The anomalies of a stream relative to the committed rows; empty when there are none. A relay may store a version more
 * than once. It must not lose or invent one, nor store one for the first time after a later version of its aggregate.
 */
export function streamAnomalies(
  committed: readonly HistoryEntry[],
  stored: readonly HistoryEntry[],
): Anomaly[] {
  const expected = new Set(committed.map(name));
  const seen = new Set<string>();
  const highest = new Map<string, number>();
  const found: Anomaly[] = [];
  for (const entry of stored) {
    const before = highest.get(entry.aggregateId) ?? 0;
    if (!expected.has(name(entry))) found.push(anomaly(entry, 'was stored but never committed'));
    if (!seen.has(name(entry)) && entry.version < before) {
      found.push(anomaly(entry, `was first stored after v${before}`));
    }
    seen.add(name(entry));
    highest.set(entry.aggregateId, Math.max(before, entry.version));
  }
  for (const entry of committed) if (!seen.has(name(entry))) found.push(anomaly(entry, 'was lost'));
  return found;
}
