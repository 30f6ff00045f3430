import type { DriverUpdate } from '@ride-hailing/contracts';
import type { Random } from '../seeded-random';
import { brokenMessage, type BrokenKind } from './broken-message';
import { type WireMessage, wireMessage } from './wire-message';

/** Probabilities, 0 to 1. */
export interface FaultOrder {
  readonly duplicates: number;
  readonly outOfOrder: number;
  readonly invalid: number;
}

export type FaultCounts = Record<'duplicated' | 'late' | BrokenKind, number>;

/** So that a driver is heard of even when every update is to be late. */
const MOST_HELD_BACK = 4;

/** The bad radio between phone and broker: sends twice, late, or broken, as often as ordered. */
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
    private readonly order: FaultOrder,
    private readonly random: Random,
  ) {}

  /** What goes on the wire now. A late update comes right after a newer one of the same driver. */
  messagesFor(update: DriverUpdate): WireMessage[] {
    // Always three draws: one fault ordered more often leaves the others where they were.
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

  /** What was still held back, for the end. */
  rest(): WireMessage[] {
    const rest = [...this.heldBack.values()].flat();
    this.heldBack.clear();
    return rest;
  }
}
