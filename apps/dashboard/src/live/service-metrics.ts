import type { Config } from '../config';
import { readMetrics } from './metrics-text';
import { type AllScraped, type Scrape, type Scraped, WANTED_METRICS } from './rates';

const WITHIN_MS = 900;

const ADDRESSES = {
  gateway: 'gatewayUrl',
  'ride-service': 'rideServiceUrl',
  'driver-service': 'driverServiceUrl',
  'fleet-simulator': 'fleetSimulatorUrl',
} as const satisfies Record<keyof AllScraped, keyof Config>;

/** Reads the metrics of all instances of all services, and keeps the scrape before: two make rates. */
export class ServiceMetrics {
  private scraped?: AllScraped;

  constructor(private readonly urls: Pick<Config, (typeof ADDRESSES)[keyof AllScraped]>) {}

  async read(signal: AbortSignal): Promise<AllScraped> {
    const names = Object.keys(ADDRESSES) as (keyof AllScraped)[];
    const next = names.map(async (name) => {
      const instances = this.urls[ADDRESSES[name]].map(async (url, index) => {
        const now = await scrape(url, signal).catch(() => undefined);
        return { now, before: this.scraped?.[name][index]?.now };
      });
      return [name, await Promise.all(instances)] as const;
    });
    this.scraped = Object.fromEntries<Scraped>(await Promise.all(next)) as AllScraped;
    return this.scraped;
  }
}

async function scrape(url: string, signal: AbortSignal): Promise<Scrape> {
  const response = await fetch(`${url}/metrics`, {
    redirect: 'error',
    signal: AbortSignal.any([signal, AbortSignal.timeout(WITHIN_MS)]),
  });
  const text = await response.text();
  if (!response.ok) throw new Error(`status ${response.status}`);
  return { atMs: performance.now(), samples: readMetrics(text, WANTED_METRICS) };
}
