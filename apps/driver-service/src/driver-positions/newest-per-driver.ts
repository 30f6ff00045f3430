import {
  driverIdOfSubject,
  type DriverUpdate,
  parseDriverUpdate,
  phoneClockFault,
} from '@ride-hailing/contracts';
import type { IncomingMessage, Poison } from '@ride-hailing/messaging';

/** An update and the time when the broker first stored it, so that a replayed or resent update does not look fresh. */
export interface HeardUpdate {
  readonly update: DriverUpdate;
  readonly heardAtMs: number;
}

interface SortedOut {
  /** One per driver, ordered by driver id, so that instances that write the same drivers cannot deadlock. */
  readonly newest: HeardUpdate[];
  readonly poison: Poison[];
}

/** Picks what to write from a batch. Only the sequence decides which update of a driver is newer. */
export function newestPerDriver(batch: readonly IncomingMessage[]): SortedOut {
  const newest = new Map<string, HeardUpdate>();
  const poison: Poison[] = [];
  for (const message of batch) {
    const parsed = parseDriverUpdate(message.data);
    const heardAtMs = message.firstStoredAtMs;
    const reason = parsed.ok ? faultOf(parsed.value, message.subject, heardAtMs) : parsed.reason;
    if (!parsed.ok || reason !== undefined) {
      poison.push({ message, reason: reason ?? 'invalid' });
      continue;
    }
    const update = parsed.value;
    const known = newest.get(update.driverId);
    if (known === undefined || known.update.sequence < update.sequence) {
      newest.set(update.driverId, { update, heardAtMs });
    }
  }
  return { newest: [...newest.values()].sort(byDriver), poison };
}

function faultOf(update: DriverUpdate, subject: string, storedAtMs: number): string | undefined {
  if (driverIdOfSubject(subject) !== update.driverId) {
    return 'invalid: driverId is not the driver of the subject';
  }
  return phoneClockFault(update, storedAtMs);
}

const byDriver = (a: HeardUpdate, b: HeardUpdate): number => (a.update.driverId < b.update.driverId ? -1 : 1);
