import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';

/** What came back about a driver. */
interface Passed {
  /** The same for as long as nothing has changed. */
  readonly state: string;
  readonly status: number;
  readonly text: string;
}

/** What an intermediary makes of what has just come back, knowing all that came back about this driver before. */
type Plant = (driverId: string, now: Passed) => Passed | Promise<Passed>;

const MS_ADDED = 20;
/** Of a hundred changes one, beginning in the middle. */
const DROPPED_OF_100 = 50;

const honest: Plant = (_, now) => now;

const slow: Plant = async (_, now) => {
  await delay(MS_ADDED);
  return now;
};

/** Each driver's states, in the order in which they were first seen. */
class Seen {
  private readonly byDriver = new Map<string, Passed[]>();

  /** True when it is a state that was not seen before. */
  add(driverId: string, now: Passed): boolean {
    const states = this.byDriver.get(driverId) ?? [];
    this.byDriver.set(driverId, states);
    if (states.some(({ state }) => state === now.state)) return false;
    states.push(now);
    return true;
  }

  /** The state before the newest; the newest while there is no other. */
  beforeLast(driverId: string): Passed | undefined {
    const states = this.byDriver.get(driverId) ?? [];
    return states.at(-2) ?? states.at(-1);
  }
}

function old(): Plant {
  const seen = new Seen();
  return (driverId, now) => {
    seen.add(driverId, now);
    return seen.beforeLast(driverId) ?? now;
  };
}

/** Goes on showing what was before a dropped change, until the next one. */
function forgetful(): Plant {
  const seen = new Seen();
  const instead = new Map<string, Passed>();
  let changes = 0;
  return (driverId, now) => {
    if (seen.add(driverId, now)) {
      changes += 1;
      const before = seen.beforeLast(driverId);
      if (changes % 100 === DROPPED_OF_100 && before) instead.set(`${driverId} ${now.state}`, before);
    }
    return instead.get(`${driverId} ${now.state}`) ?? now;
  };
}

export const PLANTS = { honest: () => honest, slow: () => slow, old, forgetful };

/** Stands between readers and driver-service, and answers as its plant wants it. */
export class Intermediary {
  private readonly lastRide = new Map<string, string>();

  private constructor(
    private readonly server: Server,
    private readonly upstream: string,
    private readonly plant: Plant,
  ) {}

  static async start(upstream: string, plant: Plant): Promise<Intermediary> {
    const server = createServer((request, response) => {
      const answer = intermediary.answer(request.url ?? '', request.headers.authorization ?? '');
      answer.then(
        ({ status, text }) => response.writeHead(status, { 'content-type': 'application/json' }).end(text),
        () => response.destroy(),
      );
    });
    const intermediary = new Intermediary(server, upstream, plant);
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    return intermediary;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  async stop(): Promise<void> {
    const closed = once(this.server, 'close');
    this.server.close();
    this.server.closeAllConnections();
    await closed;
  }

  private async answer(path: string, authorization: string): Promise<Passed> {
    const answer = await fetch(this.upstream + path, {
      headers: { authorization },
      signal: AbortSignal.timeout(5_000),
    });
    const text = await answer.text();
    const driverId = path.split('/')[2] ?? '';
    if (answer.status !== 200) return { state: 'failed', status: answer.status, text };
    const passed = { status: answer.status, text, state: this.stateIn(driverId, text) };
    return this.plant(driverId, passed);
  }

  private stateIn(driverId: string, text: string): string {
    const { ride } = JSON.parse(text) as { ride: { id: string; version: number } | null };
    if (ride === null) return `after ${this.lastRide.get(driverId) ?? 'nothing'}`;
    this.lastRide.set(driverId, ride.id);
    return `${ride.id} ${ride.version}`;
  }
}
