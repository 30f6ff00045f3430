import type { Config } from './config';

/** A service behind the gateway. */
export interface Upstream {
  readonly name: string;
  readonly url: string;
  /** Everything below these paths is its own. */
  readonly prefix: '/rides' | '/drivers';
  readonly docsUrl: string;
}

export const upstreamsOf = (config: Config): readonly Upstream[] => [
  {
    name: 'ride-service',
    url: config.rideServiceHttpUrl,
    prefix: '/rides',
    docsUrl: config.rideServiceDocsUrl ?? `${config.rideServiceHttpUrl}/docs`,
  },
  {
    name: 'driver-service',
    url: config.driverServiceHttpUrl,
    prefix: '/drivers',
    docsUrl: config.driverServiceDocsUrl ?? `${config.driverServiceHttpUrl}/docs`,
  },
];

export function upstreamNamed(name: string, upstreams: readonly Upstream[]): Upstream {
  const found = upstreams.find((upstream) => upstream.name === name);
  if (!found) throw new Error(`no upstream ${name}`);
  return found;
}

/** Injection token of the list. */
export const UPSTREAMS = Symbol('upstreams');
