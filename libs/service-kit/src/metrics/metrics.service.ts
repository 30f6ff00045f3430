import { Injectable, type OnApplicationShutdown } from '@nestjs/common';
import {
  collectDefaultMetrics,
  Counter,
  type CounterConfiguration,
  Gauge,
  type GaugeConfiguration,
  Histogram,
  type HistogramConfiguration,
  Registry,
} from 'prom-client';

/** The service's Prometheus registry. Each factory makes a metric once, and later returns the same one for its name. */
@Injectable()
export class Metrics implements OnApplicationShutdown {
  readonly registry = new Registry();

  constructor() {
    collectDefaultMetrics({ register: this.registry });
  }

  counter<Label extends string = never>(options: CounterConfiguration<Label>): Counter<Label> {
    return (
      this.known(options.name, Counter<Label>) ?? new Counter({ ...options, registers: [this.registry] })
    );
  }

  /** The option `collect` sets the value each time that the metrics are read. */
  gauge<Label extends string = never>(options: GaugeConfiguration<Label>): Gauge<Label> {
    return this.known(options.name, Gauge<Label>) ?? new Gauge({ ...options, registers: [this.registry] });
  }

  /** Metrics named `…_seconds` must observe seconds. */
  histogram<Label extends string = never>(options: HistogramConfiguration<Label>): Histogram<Label> {
    return (
      this.known(options.name, Histogram<Label>) ?? new Histogram({ ...options, registers: [this.registry] })
    );
  }

  onApplicationShutdown(): void {
    this.registry.clear();
  }

  private known<T>(name: string, kind: new (...args: never[]) => T): T | undefined {
    const metric: unknown = this.registry.getSingleMetric(name);
    if (metric === undefined || metric instanceof kind) return metric;
    throw new Error(`The metric ${name} exists already and is of another kind`);
  }
}
