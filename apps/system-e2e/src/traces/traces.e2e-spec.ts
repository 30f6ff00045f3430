import { driverUpdateSubject } from '@ride-hailing/contracts';
import {
  aDriverUpdate,
  aRideRequest,
  eventually,
  type ReceivedSpan,
  TraceCollector,
} from '@ride-hailing/testing';
import { headers as natsHeaders } from 'nats';
import { call, must } from '../running-system/http';
import { assignedRide, introduce, requestedRide } from '../running-system/rides';
import { type Ride, startSystem, type System } from '../running-system/system';

jest.setTimeout(180_000);

const PAGE_SPAN = '00f067aa0ba902b7';
const SERVER = 2;
const CLIENT = 3;
const PRODUCER = 4;
const CONSUMER = 5;

/** `service kind name` of each span, indented below its parent, in the order in which they began. */
const treeOf = (spans: readonly ReceivedSpan[], parent: string = PAGE_SPAN, indent = ''): string[] =>
  spans
    .filter(({ parentSpanId }) => parentSpanId === parent)
    .flatMap((span) => [
      `${indent}${span.service} ${span.name}`,
      ...treeOf(spans, span.spanId, `${indent}  `),
    ]);

describe('traces of the running system', () => {
  let collector: TraceCollector;
  let system: System;
  let traces = 0;
  const newTrace = () => {
    const traceId = (traces += 1).toString(16).padStart(32, 'a');
    return { traceId, headers: { traceparent: `00-${traceId}-${PAGE_SPAN}-01` } };
  };
  const complete = (traceId: string, count: number) =>
    eventually(() => (collector.of(traceId).length >= count ? collector.of(traceId) : undefined));
  const batchOf = (publication: ReceivedSpan | undefined) =>
    eventually(() =>
      collector.spans.find(
        ({ kind, links }) => kind === CONSUMER && links.some(({ spanId }) => spanId === publication?.spanId),
      ),
    );

  beforeAll(async () => {
    collector = await TraceCollector.start();
    // The share is 0, so that all that arrives belongs to a trace of these tests.
    const env = { OTEL_EXPORTER_OTLP_ENDPOINT: collector.endpoint, OTEL_TRACES_SAMPLER_ARG: '0' };
    system = await startSystem({ env: { gateway: env, 'ride-service': env, 'driver-service': env } });
  });
  afterAll(async () => {
    await system.stop();
    await collector.stop();
  });

  it('follow a question from the gateway through gRPC to the owner, with the outcome of the cache', async () => {
    const ride = await assignedRide(system, 'd-trace-1');
    const { traceId, headers } = newTrace();
    const ask = () => must(`${system.gateway}/drivers/d-trace-1/current-ride`, { headers });
    await ask();
    const spans = await complete(traceId, 7);
    expect(treeOf(spans)).toEqual([
      'gateway GET /drivers/*',
      '  gateway GET',
      '    driver-service GET /drivers/:id/current-ride',
      '      driver-service read-essentials-of-drivers',
      '      driver-service RideDetailsService/BatchGetRides',
      '        ride-service RideDetailsService/BatchGetRides',
      '          ride-service ride-details-by-ids',
    ]);
    const served = spans.find(({ service, kind }) => service === 'driver-service' && kind === SERVER);
    expect(served?.attributes).toMatchObject({ 'driver.id': 'd-trace-1', 'ride.id': ride.id });
    expect(served?.events).toEqual([
      { name: 'cache lookup', attributes: { choice: 'versioned', use: 'miss' } },
    ]);
    const requestIds = spans
      .filter(({ kind }) => kind === SERVER)
      .map(({ attributes }) => attributes['requestId']);
    expect(new Set(requestIds).size).toBe(1);
    expect(spans.filter(({ kind }) => kind === CLIENT)).toHaveLength(4);

    await ask();
    const again = await complete(traceId, 11);
    const uses = again.flatMap(({ events }) => events.map(({ attributes }) => attributes['use']));
    expect(uses.sort()).toEqual(['fresh', 'miss']);
    expect(again).toHaveLength(11);
  });

  it('follow a change through the outbox to its publication, to which the batch of its consumer links', async () => {
    const { traceId, headers } = newTrace();
    const { id } = await must<Ride>(`${system.gateway}/rides`, {
      method: 'POST',
      headers,
      body: aRideRequest(),
    });
    const spans = await complete(traceId, 6);
    expect(treeOf(spans)).toEqual([
      'gateway POST /rides',
      '  gateway POST',
      '    ride-service POST /rides',
      '      ride-service enqueue ride-hailing.ride.changed.v1',
      '        ride-service request-rides',
      '        ride-service publish event',
    ]);
    expect(spans.some(({ attributes }) => attributes['ride.id'] === id)).toBe(true);
    const publication = spans.find(({ kind }) => kind === PRODUCER);
    expect(publication?.attributes['messaging.destination.name']).toBe(`rides.changed.${id}`);
    const batch = await batchOf(publication);
    expect(batch).toMatchObject({ service: 'driver-service', name: 'process driver-service-ride-copy' });
    const applied = () =>
      collector.of(batch.traceId).find(({ parentSpanId }) => parentSpanId === batch.spanId);
    expect((await eventually(applied)).name).toBe('apply-ride-events');
  });

  it('show every Try and Confirm of an assignment on both sides', async () => {
    const ride = await requestedRide(system);
    await introduce(system, ['d-trace-2']);
    const { traceId, headers } = newTrace();
    await eventually(async () => {
      const { status } = await call(`${system.gateway}/drivers/d-trace-2`);
      return status === 200;
    });
    const answer = await call(`${system.gateway}/rides/${ride.id}/assignment`, {
      ...{ method: 'POST', headers, body: { driverId: 'd-trace-2' } },
    });
    expect(answer.status).toBe(200);
    const calls = await eventually(() => {
      const found = collector.of(traceId).filter(({ name }) => name.startsWith('ParticipantService/'));
      return found.length >= 8 && found;
    });
    const named = (service: string, kind: number) =>
      calls
        .filter((span) => span.service === service && span.kind === kind)
        .map(({ name }) => name)
        .sort();
    const both = ['ParticipantService/ConfirmAssignment', 'ParticipantService/TryAssignment'];
    expect(named('ride-service', SERVER)).toEqual(both);
    expect(named('driver-service', SERVER)).toEqual(both);
    expect(named('gateway', CLIENT)).toEqual([...both, ...both].sort());
    const root = await eventually(() =>
      collector.of(traceId).find(({ parentSpanId }) => parentSpanId === PAGE_SPAN),
    );
    expect(root.attributes).toMatchObject({ 'ride.id': ride.id, 'driver.id': 'd-trace-2' });
  });

  it('do not reach into the updates of drivers, not even when an update brings one', async () => {
    const { traceId, headers } = newTrace();
    const phones = await system.broker('operator');
    const update = aDriverUpdate({ driverId: 'd-trace-3', sequence: Date.now() });
    const traced = natsHeaders();
    traced.set('traceparent', headers.traceparent);
    await phones.jetstream.publish(driverUpdateSubject(update.driverId), JSON.stringify(update), {
      headers: traced,
    });
    const last = newTrace();
    await eventually(async () => {
      const { status } = await call(`${system.gateway}/drivers/d-trace-3`, { headers: last.headers });
      return status === 200;
    });
    await complete(last.traceId, 1);
    await eventually(() => collector.of(last.traceId).some(({ service }) => service === 'driver-service'));
    expect(collector.of(traceId)).toEqual([]);
    expect(collector.spans.filter(({ name }) => name.includes('positions'))).toEqual([]);
  });
});
