import {
  driverIdOfSubject,
  type DriverUpdate,
  parseDriverUpdate,
  phoneClockFault,
} from '@ride-hailing/contracts';
import type { IncomingMessage, Poison } from '@ride-hailing/messaging';

/** An update, and when the broker first stored it: what is replayed or sent again must not look fresh. */
export interface HeardUpdate {
  readonly update: DriverUpdate;
  readonly heardAtMs: number;
}

export interface SortedOut {
  /** One per driver, ordered by driver id: instances that write the same drivers then cannot deadlock. */
  readonly newest: HeardUpdate[];
  readonly poison: Poison[];
}

/** What is to be written of a batch. Which update is newer is for the sequence alone to say. */
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
