import { DRIVER_SERVICE_POSITIONS, DRIVER_SERVICE_RIDE_COPY } from '@ride-hailing/contracts';
import type { Rates } from '../page-api';
import type { Sample, Samples } from './metrics-text';

/** A service's metrics at a moment of the monotonic clock, ms. */
export interface Scrape {
  readonly atMs: number;
  readonly samples: Samples;
}

/** Two scrapes of one instance. `before` is absent after its first one; `now` is absent while it is away. */
interface ScrapedInstance {
  readonly now?: Scrape;
  readonly before?: Scrape;
}

/** All instances of a service. */
export type Scraped = readonly ScrapedInstance[];

type Filter = (labels: Sample['labels']) => boolean;

const METRICS = {
  cpu: 'process_cpu_seconds_total',
  memory: 'process_resident_memory_bytes',
  requests: 'http_request_duration_seconds_count',
  sent: 'simulator_updates',
  processed: 'messages_processed_total',
  lag: 'consumer_lag',
  published: 'outbox_published_total',
  oldest: 'outbox_oldest_unpublished_age_seconds',
  calls: 'grpc_client_call_duration_seconds_count',
  breaker: 'remote_call_breaker_state',
  cache: 'ride_details_cache_total',
  answers: 'current_ride_answers_total',
} as const;

export const WANTED_METRICS: ReadonlySet<string> = new Set(Object.values(METRICS));

const OF_OBSERVERS = /^\/(health|metrics)/;

const seriesOf = (scrape: Scrape | undefined, metric: string, filter?: Filter): readonly Sample[] =>
  (scrape?.samples.get(metric) ?? []).filter(({ labels }) => !filter || filter(labels));

/** Undefined unless there are two scrapes. A counter that is lower than before began again at 0. */
function growthOf({ now, before }: ScrapedInstance, metric: string, filter?: Filter): number | undefined {
  if (!now || !before) return undefined;
  const old = new Map(seriesOf(before, metric, filter).map(({ series, value }) => [series, value]));
  const growth = seriesOf(now, metric, filter).reduce((sum, { series, value }) => {
    const previous = old.get(series) ?? 0;
    return sum + (value < previous ? value : value - previous);
  }, 0);
  return (growth * 1_000) / (now.atMs - before.atMs);
}

/** The growth at all instances; null while none has two scrapes. */
function perSecond(scraped: Scraped, metric: string, filter?: Filter): number | null {
  const growths = scraped.flatMap((one) => growthOf(one, metric, filter) ?? []);
  return growths.length === 0 ? null : rounded(growths.reduce((sum, one) => sum + one));
}

/** One number for each instance that answers and knows the metric, which it does not when it is NaN. */
const valuesNow = (scraped: Scraped, metric: string, filter?: Filter): number[] =>
  scraped.flatMap(({ now }) => {
    const series = seriesOf(now, metric, filter);
    const sum = series.reduce((total, { value }) => total + value, 0);
    return series.length === 0 || Number.isNaN(sum) ? [] : sum;
  });

/** What each instance has for itself. */
function sumNow(scraped: Scraped, metric: string): number | null {
  const values = valuesNow(scraped, metric);
  return values.length === 0 ? null : values.reduce((sum, one) => sum + one);
}

/** What all instances report of the same thing. */
function mostNow(scraped: Scraped, metric: string, filter?: Filter): number | null {
  const values = valuesNow(scraped, metric, filter);
  return values.length === 0 ? null : Math.max(...values);
}

const rounded = (value: number): number => Math.round(value * 1_000) / 1_000;

function serviceRates(scraped: Scraped): Rates['services'][string] {
  const isRequest: Filter = ({ route = '' }) => !OF_OBSERVERS.test(route);
  const isError: Filter = ({ route = '', status }) => !OF_OBSERVERS.test(route) && Number(status) >= 500;
  return {
    reachable: scraped.some(({ now }) => now !== undefined),
    requestsPerSecond: perSecond(scraped, METRICS.requests, isRequest),
    errorsPerSecond: perSecond(scraped, METRICS.requests, isError),
    cpu: perSecond(scraped, METRICS.cpu),
    memoryBytes: sumNow(scraped, METRICS.memory),
  };
}

/** The worst state of all instances. A breaker has none in the metrics until it has changed for the first time. */
function breakerOf(scraped: Scraped): string | null {
  if (!scraped.some(({ now }) => now)) return null;
  const states = scraped.flatMap(({ now }) =>
    seriesOf(now, METRICS.breaker, ({ state }) => state !== undefined),
  );
  const isIn = (wanted: string) => states.some(({ labels, value }) => labels.state === wanted && value === 1);
  return ['open', 'half-open'].find(isIn) ?? 'closed';
}

export type AllScraped = Readonly<
  Record<'gateway' | 'ride-service' | 'driver-service' | 'fleet-simulator', Scraped>
>;

/** What the services' counters say of the last second. */
export function ratesOf(all: AllScraped, probe: Rates['probe']): Rates {
  const { 'ride-service': owner, 'driver-service': consumer } = all;
  const waitingFor = (wanted: string) =>
    mostNow(consumer, METRICS.lag, ({ durable, state }) => durable === wanted && state === 'waiting');
  const applied = (wanted: string) =>
    perSecond(consumer, METRICS.processed, (of) => of.durable === wanted && of.outcome === 'applied');
  const cache = (...uses: string[]) =>
    perSecond(consumer, METRICS.cache, ({ use = '' }) => uses.includes(use));
  const answers = (...outcomes: string[]) =>
    perSecond(consumer, METRICS.answers, ({ outcome = '' }) => outcomes.includes(outcome));
  const toOwner: Filter = ({ method = '' }) => method.includes('RideDetailsService');
  const oldestSeconds = mostNow(owner, METRICS.oldest);
  return {
    services: Object.fromEntries(
      Object.entries(all).map(([name, scraped]: [string, Scraped]) => [name, serviceRates(scraped)]),
    ),
    updatesSent: perSecond(all['fleet-simulator'], METRICS.sent, ({ kind }) => kind === 'acked'),
    updatesApplied: applied(DRIVER_SERVICE_POSITIONS.durable),
    updatesWaiting: waitingFor(DRIVER_SERVICE_POSITIONS.durable),
    eventsPublished: perSecond(owner, METRICS.published),
    eventsApplied: applied(DRIVER_SERVICE_RIDE_COPY.durable),
    eventsWaiting: waitingFor(DRIVER_SERVICE_RIDE_COPY.durable),
    outboxOldestMs: oldestSeconds === null ? null : Math.round(oldestSeconds * 1_000),
    ownerCalls: perSecond(consumer, METRICS.calls, toOwner),
    ownerCallErrors: perSecond(consumer, METRICS.calls, (labels) => toOwner(labels) && labels.code !== 'OK'),
    breaker: breakerOf(consumer),
    cacheHits: cache('fresh', 'negative'),
    cacheStale: cache('stale-while-revalidate', 'stale-if-error'),
    cacheMisses: cache('miss', 'joined'),
    answersPartial: answers('partial'),
    answersFailed: answers('unavailable', 'error'),
    probe,
  };
}
