import { EventEmitter } from 'node:events';
import { BatchOutcomes } from './batch-outcomes';
import { Metrics } from './metrics.service';
import { observeClientCalls, observeServedCalls } from './remote-call-metrics';

describe('Metrics', () => {
  let metrics: Metrics;

  beforeEach(() => (metrics = new Metrics()));
  afterEach(() => metrics.onApplicationShutdown());

  it('makes each metric once, and returns it again for the same name', async () => {
    const options = { name: 'updates_total', help: 'Updates' };
    metrics.counter(options).inc();
    metrics.counter(options).inc();
    expect(await metrics.registry.metrics()).toMatch(/^updates_total 2$/m);
  });

  it('refuses one name for metrics of two kinds', () => {
    metrics.counter({ name: 'lag', help: 'Lag' });
    expect(() => metrics.gauge({ name: 'lag', help: 'Lag' })).toThrow('lag');
  });

  it('collects a gauge when the metrics are read', async () => {
    let pending = 1;
    metrics.gauge({
      name: 'pending',
      help: 'Pending',
      collect() {
        this.set(pending);
      },
    });
    pending = 7;
    expect(await metrics.registry.metrics()).toMatch(/^pending 7$/m);
  });

  it('times the calls that a service makes, and counts their outcomes', async () => {
    const events = new EventEmitter();
    observeClientCalls(metrics, events);
    const target = 'rides';
    events.emit('call', { method: 'Rides/Get', code: 'UNAVAILABLE', tookMs: 3 });
    events.emit('retry', { target });
    events.emit('throttled', { target });
    events.emit('rejected', { target, by: 'breaker-open' });
    events.emit('health', { target, health: 'serving' });
    const text = await metrics.registry.metrics();
    for (const line of [
      'grpc_client_call_duration_seconds_bucket{le="0.005",method="Rides/Get",code="UNAVAILABLE"} 1',
      'grpc_client_call_duration_seconds_count{method="Rides/Get",code="UNAVAILABLE"} 1',
      'remote_call_retries_total{target="rides",outcome="planned"} 1',
      'remote_call_retries_total{target="rides",outcome="throttled"} 1',
      'remote_calls_rejected_total{target="rides",by="breaker-open"} 1',
      'remote_call_health_checks_total{target="rides",health="serving"} 1',
    ])
      expect(text).toContain(line);
  });

  it('counts and times the calls that a service answers', async () => {
    const events = new EventEmitter();
    observeServedCalls(metrics, events);
    events.emit('call', { method: 'Rides/Get', code: 'OK', tookMs: 3 });
    const text = await metrics.registry.metrics();
    expect(text).toContain('grpc_server_calls_total{method="Rides/Get",code="OK"} 1');
    expect(text).toContain('grpc_server_call_duration_seconds_count{method="Rides/Get",code="OK"} 1');
  });

  it('counts the outcomes of the messages of each batch', async () => {
    const outcomes = new BatchOutcomes(metrics, 'copy');
    outcomes.count(10, 7);
    outcomes.count(2, 0);
    const text = await metrics.registry.metrics();
    expect(text).toContain('messages_processed_total{durable="copy",outcome="applied"} 7');
    expect(text).toContain('messages_processed_total{durable="copy",outcome="superseded"} 5');
  });
});
