import type { CommandCall, DriverRead, RideRead } from '@ride-hailing/testing';

/** Everything that the clients saw. */
export class History {
  readonly commands: CommandCall[] = [];
  readonly rideReads: RideRead[] = [];
  readonly driverReads: DriverRead[] = [];
  /** The highest sequence of each driver's updates that the broker has acknowledged. */
  readonly acknowledged = new Map<string, number>();
  /** Updates that were acknowledged, and that were not. */
  readonly updates = { stored: 0, unknown: 0 };

  get requests(): number {
    return this.commands.length + this.rideReads.length + this.driverReads.length;
  }

  /** Commands without a final answer. */
  get unknown(): number {
    return this.commands.filter(({ tag, status }) => tag === undefined && !isFinal(status)).length;
  }
}

/** Whether the answer says for good what became of the command: others are to be repeated. */
export const isFinal = (status: number | undefined): boolean =>
  status !== undefined && status !== 202 && status < 500 && ![401, 408, 429].includes(status);
