import { failureOf } from '../src/messages/failure';
import { IncomingMessage } from '../src/messages/incoming-message';

export class DataError extends Error {}
export class TooSlowError extends Error {}

export const failureOfTest = (error: unknown) =>
  failureOf(error, {
    isDataError: (one) => one instanceof DataError,
    isTooSlow: (one) => one instanceof TooSlowError,
  });

export const aMessage = (id: number): IncomingMessage => ({
  subject: `s.${id}`,
  data: new Uint8Array(),
  header: () => undefined,
  streamSequence: id,
  storedAtMs: 0,
  firstStoredAtMs: 0,
  deliveryCount: 1,
});
