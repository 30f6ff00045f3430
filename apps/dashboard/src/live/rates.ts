import { DRIVER_SERVICE_POSITIONS, DRIVER_SERVICE_RIDE_COPY } from '@ride-hailing/contracts';
import type { Rates } from '../page-api';
import type { Sample, Samples } from './metrics-text';

/** A service's metrics at a moment of the monotonic clock, ms. */
export interface Scrape {
  readonly atMs: number;
  readonly samples: Samples;
}

/** Two scrapes of a service, the newest first. `before` is absent after its first one; both are while it is away. */
export interface Scraped {
  readonly now?: Scrape;
  readonly before?: Scrape;
}

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

/** Null unless there are two scrapes. A counter that is lower than before began again at 0. */
function perSecond({ now, before }: Scraped, metric: string, filter?: Filter): number | null {
  if (!now || !before) return null;
  const old = new Map(seriesOf(before, metric, filter).map(({ series, value }) => [series, value]));
  const growth = seriesOf(now, metric, filter).reduce((sum, { series, value }) => {
    const previous = old.get(series) ?? 0;
    return sum + (value < previous ? value : value - previous);
  }, 0);
  return rounded((growth * 1_000) / (now.atMs - before.atMs));
}

/** Null while the service is away, and when the metric is unknown (NaN) or absent. */
function sumNow({ now }: Scraped, metric: string, filter?: Filter): number | null {
  const series = seriesOf(now, metric, filter);
  const sum = series.reduce((total, { value }) => total + value, 0);
  return series.length === 0 || Number.isNaN(sum) ? null : sum;
}

const rounded = (value: number): number => Math.round(value * 1_000) / 1_000;

function serviceRates(scraped: Scraped): Rates['services'][string] {
  const isRequest: Filter = ({ route = '' }) => !OF_OBSERVERS.test(route);
  const isError: Filter = ({ route = '', status }) => !OF_OBSERVERS.test(route) && Number(status) >= 500;
  return {
    reachable: scraped.now !== undefined,
    requestsPerSecond: perSecond(scraped, METRICS.requests, isRequest),
    errorsPerSecond: perSecond(scraped, METRICS.requests, isError),
    cpu: perSecond(scraped, METRICS.cpu),
    memoryBytes: sumNow(scraped, METRICS.memory),
  };
}

/** The breaker has no state in the metrics until it has changed for the first time. */
const breakerOf = ({ now }: Scraped): string | null =>
  now ? (seriesOf(now, METRICS.breaker).find(({ value }) => value === 1)?.labels.state ?? 'closed') : null;

export type AllScraped = Readonly<
  Record<'gateway' | 'ride-service' | 'driver-service' | 'fleet-simulator', Scraped>
>;

/** What the services' counters say of the last second. */
export function ratesOf(all: AllScraped, probe: Rates['probe']): Rates {
  const { 'ride-service': owner, 'driver-service': consumer } = all;
  const waitingFor = (wanted: string) =>
    sumNow(consumer, METRICS.lag, ({ durable, state }) => durable === wanted && state === 'waiting');
  const applied = (wanted: string) =>
    perSecond(consumer, METRICS.processed, (of) => of.durable === wanted && of.outcome === 'applied');
  const cache = (...uses: string[]) =>
    perSecond(consumer, METRICS.cache, ({ use = '' }) => uses.includes(use));
  const answers = (...outcomes: string[]) =>
    perSecond(consumer, METRICS.answers, ({ outcome = '' }) => outcomes.includes(outcome));
  const toOwner: Filter = ({ method = '' }) => method.includes('RideDetailsService');
  const oldestSeconds = sumNow(owner, METRICS.oldest);
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
