import { readMetrics } from './metrics-text';
import { type AllScraped, ratesOf, type Scrape, WANTED_METRICS } from './rates';

const scrape = (atMs: number, ...lines: string[]): Scrape => ({
  atMs,
  samples: readMetrics(lines.join('\n'), WANTED_METRICS),
});

const NOBODY: AllScraped = { gateway: [], 'ride-service': [], 'driver-service': [], 'fleet-simulator': [] };

describe('rates of the services', () => {
  it('computes rates from the growth of each series in the time between two scrapes', () => {
    const before = scrape(
      1_000,
      'http_request_duration_seconds_count{route="/rides/:id",status="200"} 10',
      'http_request_duration_seconds_count{route="/metrics",status="200"} 100',
      'process_cpu_seconds_total 5',
    );
    const now = scrape(
      3_000,
      'http_request_duration_seconds_count{route="/rides/:id",status="200"} 14',
      'http_request_duration_seconds_count{route="/rides/:id",status="503"} 2',
      'http_request_duration_seconds_count{route="/metrics",status="200"} 102',
      'process_cpu_seconds_total 5.5',
      'process_resident_memory_bytes 7e7',
    );
    expect(ratesOf({ ...NOBODY, gateway: [{ now, before }] }, null).services.gateway).toEqual({
      reachable: true,
      requestsPerSecond: 3,
      errorsPerSecond: 1,
      cpu: 0.25,
      memoryBytes: 7e7,
    });
  });

  it('counts from 0 again after a restart of the service, so that no rate is negative', () => {
    const before = scrape(0, 'outbox_published_total 1000');
    const now = scrape(1_000, 'outbox_published_total 4');
    expect(ratesOf({ ...NOBODY, 'ride-service': [{ now, before }] }, null).eventsPublished).toBe(4);
  });

  it('knows no rate after the first scrape, and none of a service that does not answer', () => {
    const now = scrape(0, 'outbox_published_total 1000');
    const first = ratesOf({ ...NOBODY, 'ride-service': [{ now }] }, null);
    expect([first.eventsPublished, first.services['ride-service']?.reachable]).toEqual([null, true]);
    const away = ratesOf({ ...NOBODY, 'ride-service': [{ before: now }] }, null);
    expect([away.eventsPublished, away.services['ride-service']?.reachable]).toEqual([null, false]);
    expect([away.ownerCalls, away.breaker, away.eventsWaiting]).toEqual([null, null, null]);
  });

  it('shows the state of the breaker, which is closed while it has never changed', () => {
    const states = scrape(
      0,
      'remote_call_breaker_state{target="ride-service",state="closed"} 0',
      'remote_call_breaker_state{target="ride-service",state="half-open"} 0',
      'remote_call_breaker_state{target="ride-service",state="open"} 1',
    );
    expect(ratesOf({ ...NOBODY, 'driver-service': [{ now: states }] }, null).breaker).toBe('open');
    expect(ratesOf({ ...NOBODY, 'driver-service': [{ now: scrape(0) }] }, null).breaker).toBe('closed');
  });

  it('leaves out a lag that Driver Service does not know, and calls that do not go to the owner', () => {
    const before = scrape(0);
    const now = scrape(
      1_000,
      'consumer_lag{durable="driver-service-positions",state="waiting"} NaN',
      'consumer_lag{durable="driver-service-ride-copy",state="waiting"} 7',
      'grpc_client_call_duration_seconds_count{method="RideDetailsService/BatchGetRides",code="OK"} 3',
      'grpc_client_call_duration_seconds_count{method="RideDetailsService/BatchGetRides",code="UNAVAILABLE"} 2',
      'grpc_client_call_duration_seconds_count{method="CoordinatorService/GetAssignmentOutcome",code="OK"} 9',
    );
    expect(ratesOf({ ...NOBODY, 'driver-service': [{ now, before }] }, null)).toMatchObject({
      updatesWaiting: null,
      eventsWaiting: 7,
      ownerCalls: 5,
      ownerCallErrors: 2,
    });
  });

  it('adds up what the instances of a service do, and takes once what all of them report', () => {
    const [first, second] = [1, 2].map((at) => ({
      before: scrape(0, 'messages_processed_total{durable="driver-service-positions",outcome="applied"} 5'),
      now: scrape(
        1_000,
        `messages_processed_total{durable="driver-service-positions",outcome="applied"} ${5 + 10 * at}`,
        `consumer_lag{durable="driver-service-positions",state="waiting"} ${at}`,
        `process_resident_memory_bytes ${at}e7`,
        `remote_call_breaker_state{state="open"} ${at - 1}`,
      ),
    }));
    const rates = ratesOf(
      { ...NOBODY, 'driver-service': [first ?? {}, second ?? {}, { before: first?.now }] },
      null,
    );
    expect(rates).toMatchObject({ updatesApplied: 30, updatesWaiting: 2, breaker: 'open' });
    expect(rates.services['driver-service']).toMatchObject({ reachable: true, memoryBytes: 3e7 });
  });
});
