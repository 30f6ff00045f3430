import type { BrokerOptions } from '@ride-hailing/messaging';
import { SharedStoreOptionsError } from './shared-store.errors';

/** Where a store is, and who asks. */
export interface SharedStoreOptions {
  /** Its scheme says which kind of store it is; several NATS servers of one cluster are separated by commas. */
  readonly url: string;
  /** Name of the NATS bucket. */
  readonly bucket: string;
  /** Name of the service, by which the store knows its connection. */
  readonly name: string;
  /** NATS alone: the service's own user. */
  readonly user?: string;
  readonly password?: string;
}

/** @throws SharedStoreOptionsError */
export function urlOf(text: string, schemes: readonly string[]): URL {
  const [first = ''] = text.split(',');
  if (!URL.canParse(first)) {
    throw new SharedStoreOptionsError(
      `"${text}" is no address: ${schemes.map((s) => `${s}://`).join(', ')} are allowed`,
    );
  }
  const url = new URL(first);
  if (!schemes.includes(url.protocol.slice(0, -1))) {
    throw new SharedStoreOptionsError(
      `there is no store for ${url.protocol}//: ${schemes.map((s) => `${s}://`).join(', ')} are allowed`,
    );
  }
  return url;
}

/** @throws SharedStoreOptionsError */
export function brokerOptionsOf({ url, name, user, password }: SharedStoreOptions): BrokerOptions {
  if (!user || !password) throw new SharedStoreOptionsError(`${url}: user and password are needed for NATS`);
  return { url, name, user, password };
}
