import type { System } from '@ride-hailing/contracts';
import type { Rates } from '../../../src/page-api';
import { processesOf } from '../../faults/processes';
import type { State } from '../../faults/texts';
import { count, duration } from '../../look/figures';
import type { say } from '../texts';
import type { Part } from './layout';

type Texts = ReturnType<typeof say>;
/** What the picture says: a word of its texts with a figure. */
type Word = { [K in keyof Texts]: Texts[K] extends string ? K : never }[keyof Texts];
export type Said = readonly (readonly [Word, string])[];

const perSecond = (value: number | null | undefined) => count(value, '/s');
/** Left out unless there is something to say. */
const ifAny = (value: number | null | undefined, what: Word, figure = perSecond(value)): Said =>
  value ? [[what, figure]] : [];
const requests = (to: string) => (rates: Rates) =>
  [['requests', perSecond(rates.services[to]?.requestsPerSecond)]] as const;

function hits({ cacheHits, cacheStale, cacheMisses }: Rates): string {
  const all = (cacheHits ?? 0) + (cacheStale ?? 0) + (cacheMisses ?? 0);
  return count(cacheHits === null || all === 0 ? null : Math.round((100 * cacheHits) / all), '%');
}

/** The figures in boxes, and of edges at them. */
const FIGURES: Readonly<Record<string, (rates: Rates) => Said>> = {
  'driver-service': ({ probe }) => [
    ['copyAge', duration(probe?.rideAgeMs)],
    ['behind', count(probe?.behindBy)],
  ],
  'ride-service': ({ outboxOldestMs }) => [['outbox', duration(outboxOldestMs)]],
  cache: (rates) => [['hits', hits(rates)], ...ifAny(rates.cacheStale, 'stale')],
  'fleet-simulator>nats': ({ updatesSent }) => [['updates', perSecond(updatesSent)]],
  'nats>driver-service': ({ updatesApplied, eventsApplied, updatesWaiting, eventsWaiting }) => {
    const waiting = (updatesWaiting ?? 0) + (eventsWaiting ?? 0);
    return [
      ['updates', perSecond(updatesApplied)],
      ['events', perSecond(eventsApplied)],
      ...ifAny(waiting, 'waiting', count(waiting)),
    ];
  },
  'ride-service>nats': ({ eventsPublished }) => [['events', perSecond(eventsPublished)]],
  'cache>ride-service': ({ ownerCalls, ownerCallErrors, breaker }) => [
    ['calls', perSecond(ownerCalls)],
    ...ifAny(ownerCallErrors, 'callErrors'),
    ...(breaker === null || breaker === 'closed' ? [] : [['breaker', breaker] as const]),
  ],
  'fleet-simulator>gateway': requests('gateway'),
  'gateway>ride-service': requests('ride-service'),
  'gateway>driver-service': requests('driver-service'),
};

/** @param place a part, or an edge as `<from>><to>` */
export function figuresOf(place: string, rates: Rates | null): Said {
  if (!rates) return [];
  return [...(FIGURES[place]?.(rates) ?? []), ...ifAny(rates.services[place]?.errorsPerSecond, 'errors')];
}

/** The state of a part is that of a process which is not ready, if there is one. */
export function stateOfPart(part: Part, system: System | null, rates: Rates | null): State {
  const processes = processesOf(part, system);
  const process = processes.find(({ state }) => state !== 'ready') ?? processes[0];
  if (process) return process.state;
  const reachable = rates?.services[part]?.reachable;
  if (reachable === undefined) return 'unknown';
  return reachable ? 'ready' : 'unreachable';
}
