import { EventEmitter } from 'node:events';
import { Metrics } from './metrics.service';
import { observeRemoteCalls } from './remote-call-metrics';

describe('Metrics', () => {
  let metrics: Metrics;

  beforeEach(() => (metrics = new Metrics()));
  afterEach(() => metrics.onApplicationShutdown());

  it('makes a metric once and gives the same when asked again', async () => {
    const options = { name: 'updates_total', help: 'Updates' };
    metrics.counter(options).inc();
    metrics.counter(options).inc();
    expect(await metrics.registry.metrics()).toMatch(/^updates_total 2$/m);
  });

  it('refuses one name for two kinds', () => {
    metrics.counter({ name: 'lag', help: 'Lag' });
    expect(() => metrics.gauge({ name: 'lag', help: 'Lag' })).toThrow('lag');
  });

  it('fetches a gauge when the metrics are read', async () => {
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

  it('counts remote calls by side, method and code', async () => {
    const events = new EventEmitter();
    observeRemoteCalls(metrics, events);
    events.emit('call', { side: 'client', method: 'Rides/Get', code: 'UNAVAILABLE', tookMs: 3 });
    expect(await metrics.registry.metrics()).toContain(
      'grpc_call_duration_seconds_count{side="client",method="Rides/Get",code="UNAVAILABLE"} 1',
    );
  });
});
