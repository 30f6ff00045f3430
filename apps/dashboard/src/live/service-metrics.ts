import type { Config } from '../config';
import { readMetrics } from './metrics-text';
import { type AllScraped, type Scrape, type Scraped, WANTED_METRICS } from './rates';

const WITHIN_MS = 900;

type Addresses = Pick<Config, 'gatewayUrl' | 'rideServiceUrl' | 'driverServiceUrl' | 'fleetSimulatorUrl'>;

/** Reads the metrics of all services, and keeps the scrape before: two make rates. */
export class ServiceMetrics {
  private scraped: AllScraped = {
    gateway: {},
    'ride-service': {},
    'driver-service': {},
    'fleet-simulator': {},
  };

  constructor(private readonly urls: Addresses) {}

  async read(signal: AbortSignal): Promise<AllScraped> {
    const { gatewayUrl, rideServiceUrl, driverServiceUrl, fleetSimulatorUrl } = this.urls;
    const next = async (url: string, { now: before }: Scraped): Promise<Scraped> => ({
      now: await scrape(url, signal).catch(() => undefined),
      before,
    });
    const [gateway, rideService, driverService, fleetSimulator] = await Promise.all([
      next(gatewayUrl, this.scraped.gateway),
      next(rideServiceUrl, this.scraped['ride-service']),
      next(driverServiceUrl, this.scraped['driver-service']),
      next(fleetSimulatorUrl, this.scraped['fleet-simulator']),
    ]);
    this.scraped = {
      gateway,
      'ride-service': rideService,
      'driver-service': driverService,
      'fleet-simulator': fleetSimulator,
    };
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
