import type { DriverUpdate } from '@ride-hailing/contracts';
import type { Random } from '../seeded-random';
import { type BrokenKind, brokenMessage, type WireMessage, wireMessage } from './wire-message';

/** Probabilities, 0 to 1. */
export interface FaultOrder {
  readonly duplicates: number;
  readonly outOfOrder: number;
  readonly invalid: number;
}

type FaultCounts = Record<'duplicated' | 'late' | BrokenKind, number>;

/** A bound, so that a driver's updates arrive even when all are to be late. */
const MOST_HELD_BACK = 4;

/** A bad connection between phone and broker: duplicates, delays or breaks updates with the given probabilities. */
export class UpdateFaults {
  readonly counts: FaultCounts = {
    duplicated: 0,
    late: 0,
    undecodable: 0,
    'schema-fault': 0,
    'subject-mismatch': 0,
  };
  private readonly heldBack = new Map<string, WireMessage[]>();

  constructor(
    private order: FaultOrder,
    private readonly random: Random,
  ) {}

  get shares(): FaultOrder {
    const { duplicates, outOfOrder, invalid } = this.order;
    return { duplicates, outOfOrder, invalid };
  }

  /** Counts from the next update on. */
  change(order: Partial<FaultOrder>): void {
    this.order = { ...this.shares, ...order };
  }

  /** The messages to send now. A late update follows right after a newer one of the same driver. */
  messagesFor(update: DriverUpdate): WireMessage[] {
    // Always three draws, so that changing one probability does not move the other faults.
    const [invalid, duplicate, late] = [this.random(), this.random(), this.random()];
    if (invalid < this.order.invalid) {
      const { kind, message } = brokenMessage(update, invalid / this.order.invalid);
      this.counts[kind] += 1;
      return [message];
    }
    const message = wireMessage(update);
    const copies = duplicate < this.order.duplicates ? [message, message] : [message];
    this.counts.duplicated += copies.length - 1;

    const held = this.heldBack.get(update.driverId);
    if (late < this.order.outOfOrder && (held?.length ?? 0) < MOST_HELD_BACK) {
      this.counts.late += 1;
      this.heldBack.set(update.driverId, [...(held ?? []), ...copies]);
      return [];
    }
    if (!held) return copies;
    this.heldBack.delete(update.driverId);
    return [...copies, ...held];
  }

  /** Releases what is still held back, at the end. */
  rest(): WireMessage[] {
    const rest = [...this.heldBack.values()].flat();
    this.heldBack.clear();
    return rest;
  }
}
