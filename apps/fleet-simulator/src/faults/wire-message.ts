import { type DriverUpdate, driverUpdateSubject } from '@ride-hailing/contracts';

export interface WireMessage {
  readonly subject: string;
  readonly data: Uint8Array;
}

const encoder = new TextEncoder();
const json = (value: unknown): Uint8Array => encoder.encode(JSON.stringify(value));

export const wireMessage = (update: DriverUpdate): WireMessage => ({
  subject: driverUpdateSubject(update.driverId),
  data: json(update),
});

export type BrokenKind = 'undecodable' | 'schema-fault' | 'subject-mismatch';

const WAYS: readonly { kind: BrokenKind; data: (update: DriverUpdate) => Uint8Array }[] = [
  { kind: 'undecodable', data: () => Uint8Array.of(0xc3, 0x28, 0xff, 0x00) },
  { kind: 'undecodable', data: (update) => json(update).subarray(0, 25) },
  { kind: 'schema-fault', data: (update) => json({ ...update, position: { lat: 991, lng: 127 } }) },
  { kind: 'schema-fault', data: (update) => json({ ...update, sequence: undefined }) },
  { kind: 'subject-mismatch', data: (update) => json({ ...update, driverId: `not-${update.driverId}` }) },
  { kind: 'subject-mismatch', data: (update) => json({ ...update, driverId: `${update.driverId}-other` }) },
];

/**
 * A message that no consumer accepts.
 * @param choice a number from 0 to 1 that selects how the message is broken
 */
export const brokenMessage = (
  update: DriverUpdate,
  choice: number,
): { kind: BrokenKind; message: WireMessage } => {
  const { kind, data } = WAYS[
    Math.min(WAYS.length - 1, Math.floor(choice * WAYS.length))
  ] as (typeof WAYS)[number];
  return { kind, message: { subject: driverUpdateSubject(update.driverId), data: data(update) } };
};
