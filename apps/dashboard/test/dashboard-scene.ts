import { request as httpRequest } from 'node:http';
import { type RunningService, startService } from '@ride-hailing/service-kit';
import { TestTokens } from '@ride-hailing/testing';
import pino from 'pino';
import { type Config, configSchema } from '../src/config';
import { dashboardService } from '../src/dashboard-service';

export const KEY = 'key-of-the-page-0123456789';
const NOWHERE = '127.0.0.1:1';

interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly text: string;
}

interface Ask {
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
}

/** A dashboard that runs, as a browser sees it that has opened the page. */
export class DashboardScene {
  readonly tokens = new TestTokens();
  /** The log, a line an entry. */
  readonly log: string[] = [];
  url = '';
  cookie = '';
  private service?: RunningService;

  async start(given: Partial<Config> = {}): Promise<void> {
    const config = {
      ...configSchema.parse({
        httpPort: 0,
        logLevel: 'debug',
        shutdownTimeoutMs: 5_000,
        natsUrl: `nats://${NOWHERE}`,
        natsPassword: 'nobody',
        jwtPrivateKey: this.tokens.privatePem,
        gatewayUrl: `http://${NOWHERE}`,
        rideServiceUrl: `http://${NOWHERE}`,
        driverServiceUrl: `http://${NOWHERE}`,
        fleetSimulatorUrl: `http://${NOWHERE}`,
        dashboardKey: KEY,
      }),
      ...given,
    };
    const logger = pino({ level: 'debug' }, { write: (line: string) => void this.log.push(line) });
    this.service = await startService({ ...dashboardService(config), logger });
    this.url = this.service.url;
    const entered = await this.send(`/?key=${KEY}`);
    this.cookie = String(entered.headers['set-cookie']).split(';', 1)[0] ?? '';
  }

  async stop(): Promise<void> {
    await this.service?.stop();
  }

  /** As the page asks: with its cookie, and with its Origin. */
  ask(path: string, { headers, ...more }: Ask = {}): Promise<Answer> {
    return this.send(path, { ...more, headers: { cookie: this.cookie, origin: this.url, ...headers } });
  }

  async json<T>(path: string, ask?: Ask): Promise<T> {
    const { status, text } = await this.ask(path, ask);
    if (status >= 300) throw new Error(`${path}: ${status} ${text}`);
    return JSON.parse(text) as T;
  }

  /** With these headers alone. The client of Node sends a Host of one's choice, which `fetch` does not. */
  send(path: string, { method = 'GET', headers, body }: Ask = {}): Promise<Answer> {
    return new Promise((resolve, reject) => {
      const request = httpRequest(
        new URL(path, this.url),
        { method, headers, timeout: 20_000 },
        (response) => {
          let text = '';
          response.setEncoding('utf8');
          response.on('data', (chunk: string) => (text += chunk));
          response.on('end', () =>
            resolve({ status: response.statusCode ?? 0, headers: response.headers, text }),
          );
          response.on('error', reject);
        },
      );
      request.on('error', reject);
      request.end(body);
    });
  }
}
