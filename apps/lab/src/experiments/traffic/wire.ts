import type { ProxyRequest } from '@ride-hailing/stack';
import type { LabSystem } from '../../world/lab-system';

/** What crosses between the services and the broker; a service's way to its own database is its own. */
export const BETWEEN: readonly ProxyRequest[] = [
  { from: 'driver-service', to: 'ride-service' },
  { from: 'driver-service', to: 'ride-view' },
  { from: 'driver-service', to: 'shared-store' },
  { from: 'driver-service', to: 'nats' },
  { from: 'ride-service', to: 'shared-store' },
  { from: 'ride-service', to: 'nats' },
];

export type Bytes = Readonly<Record<string, number>>;

const wayOf = ({ from, to }: ProxyRequest): string => `${from} > ${to}`;

/** In both directions since the start, by way. */
export const bytesNow = (system: LabSystem): Bytes =>
  Object.fromEntries(
    BETWEEN.map((way): [string, number] => {
      const { toServer, toClient } = system.proxy(way.from, way.to).bytes();
      return [wayOf(way), toServer + toClient];
    }),
  );

export const bytesSince = (before: Bytes, after: Bytes): Bytes =>
  Object.fromEntries(
    Object.entries(after).map(([way, bytes]): [string, number] => [way, bytes - (before[way] ?? 0)]),
  );

export const sumOn = (bytes: Bytes, ways: RegExp): number =>
  Object.entries(bytes).reduce((sum, [way, on]) => (ways.test(way) ? sum + on : sum), 0);

/**
 * What an approach itself sends, of all that crossed. The events of `hybrid` flow under every approach, so that they
 * are taken off where it is not the one: so many bytes a change, as measured without any read.
 */
export function bytesOf(
  crossed: Bytes,
  {
    isHybrid,
    changes,
    eventBytesPerChange,
  }: { isHybrid: boolean; changes: number; eventBytesPerChange: number },
): number {
  const events = sumOn(crossed, / > nats$/);
  const others = sumOn(crossed, / > (?!nats$)/);
  return others + (isHybrid ? events : Math.max(0, events - changes * eventBytesPerChange));
}
