import { type DriverUpdate, driverUpdateSubject } from '@ride-hailing/contracts';

export interface WireMessage {
  readonly subject: string;
  readonly data: Uint8Array;
}

const encoder = new TextEncoder();

export const encodeJson = (value: unknown): Uint8Array => encoder.encode(JSON.stringify(value));

export const wireMessage = (update: DriverUpdate): WireMessage => ({
  subject: driverUpdateSubject(update.driverId),
  data: encodeJson(update),
});
