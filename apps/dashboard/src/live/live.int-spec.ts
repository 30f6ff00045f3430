import { get, type IncomingMessage } from 'node:http';
import { driverUpdateSubject, RIDE_CHANGED_TYPE, rideChangedSubject } from '@ride-hailing/contracts';
import { integrationInfrastructure } from '@ride-hailing/stack';
import { aDriverUpdate, aRideChanged, eventually, rawHeaders, sendRaw } from '@ride-hailing/testing';
import { DashboardScene } from '../../test/dashboard-scene';
import { ServiceStandIn } from '../../test/services.stand-in';
import type { LiveEvent, Rates } from '../page-api';

const RIDE = '01900000-0000-7000-8000-00000000000a';

/** An open page that collects the events it gets. */
class OpenPage {
  readonly events: LiveEvent[] = [];
  private response?: IncomingMessage;

  constructor(private readonly scene: DashboardScene) {}

  async open(reads = true): Promise<this> {
    const headers = { cookie: this.scene.cookie };
    this.response = await new Promise<IncomingMessage>((resolve, reject) => {
      get(new URL('/api/live', this.scene.url), { headers }, resolve).on('error', reject);
    });
    if (reads) this.read();
    return this;
  }

  read(): void {
    let rest = '';
    this.response?.setEncoding('utf8').on('data', (chunk: string) => {
      const parts = (rest + chunk).split('\n\n');
      rest = parts.pop() ?? '';
      for (const part of parts)
        if (part.startsWith('data: ')) this.events.push(JSON.parse(part.slice('data: '.length)) as LiveEvent);
    });
  }

  last<Type extends LiveEvent['type']>(type: Type): Extract<LiveEvent, { type: Type }> | undefined {
    return this.events.findLast((event): event is Extract<LiveEvent, { type: Type }> => event.type === type);
  }

  get status(): number {
    return this.response?.statusCode ?? 0;
  }

  close(): void {
    this.response?.destroy();
  }
}

describe('live events', () => {
  const infrastructure = integrationInfrastructure();
  const { natsUrl } = infrastructure;
  const { user, password } = infrastructure.credentials('dashboard');
  const operator = infrastructure.credentials('operator');
  const services = new ServiceStandIn();
  const scene = new DashboardScene();
  const pages: OpenPage[] = [];
  let published = 0;
  let gatewayAnswers = true;
  let ownerVersion: number | undefined = 3;
  let writtenAgoMs = 7;

  const openPage = async (reads = true): Promise<OpenPage> => {
    const page = await new OpenPage(scene).open(reads);
    pages.push(page);
    return page;
  };
  const rates = (page: OpenPage): Rates | undefined => page.last('rates')?.rates;
  const publish = (subject: string, value: unknown): Promise<void> =>
    sendRaw({ url: natsUrl, ...operator }, [
      {
        subject,
        data: JSON.stringify(value),
        headers: rawHeaders(`ce-type: ${RIDE_CHANGED_TYPE}`, 'odd name: which the client cannot decode'),
      },
    ]);

  beforeAll(async () => {
    services.answer = ({ path }) => {
      if (path === '/metrics')
        return { body: `outbox_published_total ${published}\nprocess_cpu_seconds_total 1\n` };
      if (!gatewayAnswers) return { status: 503, body: {} };
      if (path.startsWith('/drivers/')) {
        const ride = { id: RIDE, version: 2 };
        const details = { from: 'cache', ageMs: 33 + writtenAgoMs, version: 2 };
        return { body: { ride, sources: { ride: { ageMs: writtenAgoMs }, details } } };
      }
      if (path === `/rides/${RIDE}`) {
        return ownerVersion === undefined ? { status: 503, body: {} } : { body: { version: ownerVersion } };
      }
      const status = new URL(path, 'http://x').searchParams.get('status');
      const ride = { id: RIDE, driverId: 'd-1', status, version: 2, pickup: { lat: 37, lng: 127 } };
      return { body: { rides: status === 'ASSIGNED' ? [ride] : [], next: null } };
    };
    const url = await services.start();
    await scene.start({
      natsUrl,
      natsUser: user,
      natsPassword: password,
      gatewayUrl: [url],
      rideServiceUrl: [url],
      driverServiceUrl: [url],
      fleetSimulatorUrl: [url],
    });
    await eventually(async () => (await scene.ask('/health/ready')).status === 200);
  });
  afterEach(() => {
    for (const page of pages.splice(0)) page.close();
    gatewayAnswers = true;
    ownerVersion = 3;
    writtenAgoMs = 7;
  });
  afterAll(async () => {
    await scene.stop();
    await services.stop();
  });

  it('shows rates that go on after a service has restarted with counters at 0', async () => {
    published = 1_000;
    const page = await openPage();
    await eventually(() => rates(page)?.eventsPublished === 0);
    published = 5;
    await eventually(() => (rates(page)?.eventsPublished ?? 0) > 0);
    expect(
      page.events.flatMap((event) => (event.type === 'rates' ? (event.rates.eventsPublished ?? 0) : [])),
    ).not.toContain(-995);
  });

  it('lists the rides under way, follows the events of their owner, and draws their drivers', async () => {
    const page = await openPage();
    await eventually(() => page.last('rides')?.rides.length === 1);
    const ride = aRideChanged({ rideId: 'r-2', driverId: 'd-2', status: 'IN_PROGRESS', version: 3 });
    await publish(rideChangedSubject('r-2'), ride);
    await eventually(
      () =>
        page
          .last('rides')
          ?.rides.map(({ id }) => id)
          .join() === `${RIDE},r-2`,
    );
    let sequence = aDriverUpdate().sequence;
    await eventually(async () => {
      const update = aDriverUpdate({ driverId: 'd-2', sequence: (sequence += 1) });
      await publish(driverUpdateSubject('d-2'), update);
      const drivers = page.last('drivers')?.drivers;
      return drivers?.state[0] === 1;
    });
    await publish(rideChangedSubject('r-2'), { ...ride, status: 'COMPLETED', version: 4 });
    await publish(rideChangedSubject('r-2'), ride);
    await eventually(
      () => page.last('rides')?.rides.length === 1 && page.last('drivers')?.drivers.state[0] === 0,
    );
  });

  it('asks once a second about a driver on a ride, and says how far behind its owner the answer is', async () => {
    const page = await openPage();
    await eventually(() => rates(page)?.probe?.behindBy === 1);
    expect(rates(page)?.probe).toEqual({ rideAgeMs: 7, behindBy: 1, detailsAgeMs: 40 });
    gatewayAnswers = false;
    await eventually(() => rates(page)?.probe === null);
  });

  it('calls nothing old that its owner has not changed, and counts from when that was last seen', async () => {
    writtenAgoMs = 3_600_000;
    ownerVersion = 2;
    const page = await openPage();
    const ages = () => {
      const { rideAgeMs, detailsAgeMs } = rates(page)?.probe ?? {};
      return [rideAgeMs ?? -1, detailsAgeMs ?? -1];
    };
    await eventually(() => ages().every((age) => age >= 0 && age < 1_000));
    ownerVersion = undefined;
    await eventually(() => ages().every((age) => age > 1_500));
    expect(Math.max(...ages())).toBeLessThan(writtenAgoMs);
    expect(rates(page)?.probe?.behindBy).toBeNull();
  });

  it('says once that there is no system to control, and gives a second page at once what the first one has', async () => {
    const first = await openPage();
    await eventually(() => first.last('system') && first.last('rides') && first.last('shadow') && true);
    expect(first.last('system')?.system).toBeNull();
    await eventually(() => first.events.filter(({ type }) => type === 'rates').length >= 3);
    for (const type of ['system', 'rides', 'shadow'])
      expect(first.events.filter((event) => event.type === type).length).toBeLessThanOrEqual(2);
    const second = await openPage();
    await eventually(() => second.last('system') && second.last('rides') && second.last('shadow') && true, {
      timeoutMs: 900,
    });
  });

  it('looks at nothing while no page is open', async () => {
    const page = await openPage();
    await eventually(() => page.events.length > 0);
    page.close();
    let before = -1;
    await eventually(
      () => {
        const isQuiet = services.asked.length === before;
        before = services.asked.length;
        return isQuiet;
      },
      { intervalMs: 2_500 },
    );
  });

  it('stops at once although a page is open and does not read', async () => {
    const other = new DashboardScene();
    await other.start({ natsUrl, natsUser: user, natsPassword: password });
    const page = await new OpenPage(other).open(false);
    expect(page.status).toBe(200);
    const startedAt = performance.now();
    await other.stop();
    expect(performance.now() - startedAt).toBeLessThan(4_000);
    page.close();
  });
});
