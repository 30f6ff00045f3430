import type { System, SystemProcess } from '@ride-hailing/contracts';
import type { Rates } from '../../../src/page-api';
import { count, duration, type Figure } from '../../look/figures';
import type { Edge, Part } from './layout';

/** What the picture says in words, which its texts name. */
export type Said = readonly { readonly what: Word; readonly figure: Figure | string }[];
export type Word =
  | 'updates'
  | 'events'
  | 'waiting'
  | 'calls'
  | 'callErrors'
  | 'breaker'
  | 'hits'
  | 'stale'
  | 'requests'
  | 'errors'
  | 'outbox'
  | 'copyAge'
  | 'behind'
  | 'cpu';

/** A share as a percentage; nothing without any. */
function percent(part: number | null, ...others: readonly (number | null)[]): Figure {
  const all = [part, ...others].reduce<number>((sum, value) => sum + (value ?? 0), 0);
  return { digits: part === null || all === 0 ? '–' : String(Math.round((100 * part) / all)), unit: '%' };
}

const perSecond = (value: number | null | undefined) => count(value, '/s');
/** Left out unless there is something to say. */
const ifAny = (value: number | null | undefined, said: Said): Said => (value ? said : []);

/** The figures in a box. */
export function figuresOfPart(part: Part, rates: Rates | null): Said {
  if (!rates) return [];
  const service = rates.services[part];
  const errors = ifAny(service?.errorsPerSecond, [
    { what: 'errors', figure: perSecond(service?.errorsPerSecond) },
  ]);
  switch (part) {
    case 'driver-service': {
      const { rideAgeMs = null, behindBy = null } = rates.probe ?? {};
      return [
        { what: 'copyAge', figure: duration(rideAgeMs) },
        { what: 'behind', figure: count(behindBy) },
        ...errors,
      ];
    }
    case 'ride-service':
      return [{ what: 'outbox', figure: duration(rates.outboxOldestMs) }, ...errors];
    case 'cache':
      return [
        { what: 'hits', figure: percent(rates.cacheHits, rates.cacheStale, rates.cacheMisses) },
        ...ifAny(rates.cacheStale, [{ what: 'stale', figure: perSecond(rates.cacheStale) }]),
      ];
    case 'gateway':
    case 'fleet-simulator':
    case 'nats':
    case 'postgres':
      return errors;
  }
}

/** The figures at an edge. */
export function figuresOfEdge({ from, to }: Pick<Edge, 'from' | 'to'>, rates: Rates | null): Said {
  if (!rates) return [];
  switch (`${from}>${to}`) {
    case 'fleet-simulator>nats':
      return [{ what: 'updates', figure: perSecond(rates.updatesSent) }];
    case 'nats>driver-service': {
      const waiting = (rates.updatesWaiting ?? 0) + (rates.eventsWaiting ?? 0);
      return [
        { what: 'updates', figure: perSecond(rates.updatesApplied) },
        { what: 'events', figure: perSecond(rates.eventsApplied) },
        ...ifAny(waiting, [{ what: 'waiting', figure: count(waiting) }]),
      ];
    }
    case 'ride-service>nats':
      return [{ what: 'events', figure: perSecond(rates.eventsPublished) }];
    case 'cache>ride-service':
      return [
        { what: 'calls', figure: perSecond(rates.ownerCalls) },
        ...ifAny(rates.ownerCallErrors, [{ what: 'callErrors', figure: perSecond(rates.ownerCallErrors) }]),
        ...(rates.breaker !== null && rates.breaker !== 'closed'
          ? [{ what: 'breaker' as const, figure: rates.breaker }]
          : []),
      ];
    case 'fleet-simulator>gateway':
    case 'gateway>ride-service':
    case 'gateway>driver-service':
      return [{ what: 'requests', figure: perSecond(rates.services[to]?.requestsPerSecond) }];
    default:
      return [];
  }
}

/** `unknown` where nobody says; a process is `ready` when its service answers, although no one controls it. */
export type PartState = SystemProcess['state'] | 'unreachable' | 'unknown';

export function stateOfPart(part: Part, system: System | null, rates: Rates | null): PartState {
  const process = system?.processes.find(({ name }) => name === part);
  if (process) return process.state;
  const reachable = rates?.services[part]?.reachable;
  if (reachable === undefined) return 'unknown';
  return reachable ? 'ready' : 'unreachable';
}
