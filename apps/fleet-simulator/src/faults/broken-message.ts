import { type DriverUpdate, driverUpdateSubject } from '@ride-hailing/contracts';
import { encodeJson as json, type WireMessage } from './wire-message';

export type BrokenKind = 'undecodable' | 'schema-fault' | 'subject-mismatch';

const WAYS: readonly { kind: BrokenKind; data: (update: DriverUpdate) => Uint8Array }[] = [
  { kind: 'undecodable', data: () => Uint8Array.of(0xc3, 0x28, 0xff, 0x00) },
  { kind: 'undecodable', data: (update) => json(update).subarray(0, 25) },
  { kind: 'schema-fault', data: (update) => json({ ...update, position: { lat: 991, lng: 127 } }) },
  { kind: 'schema-fault', data: (update) => json({ ...update, sequence: undefined }) },
  { kind: 'subject-mismatch', data: (update) => json({ ...update, driverId: `not-${update.driverId}` }) },
  { kind: 'subject-mismatch', data: (update) => json({ ...update, driverId: `${update.driverId}-other` }) },
];

/** A message that no consumer can take; `choice`, 0 to 1, says in which way. */
export const brokenMessage = (
  update: DriverUpdate,
  choice: number,
): { kind: BrokenKind; message: WireMessage } => {
  const way = WAYS[Math.min(WAYS.length - 1, Math.floor(choice * WAYS.length))] as (typeof WAYS)[number];
  return {
    kind: way.kind,
    message: { subject: driverUpdateSubject(update.driverId), data: way.data(update) },
  };
};
