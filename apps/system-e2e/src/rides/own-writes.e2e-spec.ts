import { type Approach, APPROACH_TABLE, APPROACHES } from '@ride-hailing/contracts';
import { aRideRequest, eventually } from '@ride-hailing/testing';
import { type Answer, call } from '../running-system/http';
import { introduce } from '../running-system/rides';
import { type CurrentRide, type Ride, startSystem, type System } from '../running-system/system';

const CACHES = ['none', 'ttl', 'stale-while-revalidate', 'versioned', 'nats-kv'];
/** Each client uses one of these for all its reads. */
const READS: readonly { readonly approach: Approach; readonly query: string }[] = [
  ...CACHES.map((cache) => ({ approach: 'hybrid' as const, query: `approach=hybrid&cache=${cache}` })),
  ...APPROACHES.slice(1).map((approach) => ({ approach, query: `approach=${approach}` })),
];
const CLIENTS = READS.map((read, index) => ({ ...read, driverId: `own-${index}` }));
type Client = (typeof CLIENTS)[number];

const WRITTEN = ['ASSIGNED', 'IN_PROGRESS', 'no ride'];
const MISSED = ['no ride', 'no ride', 'no ride'];
/** What reads without the header show while the broker is frozen, so that no news and no shared store is there. */
const WITHOUT_NEWS: Readonly<Record<Approach, readonly string[]>> = {
  hybrid: MISSED,
  'event-replication': MISSED,
  'sync-api': WRITTEN,
  'database-view': WRITTEN,
  // A cache that does not answer counts as a miss, and the owner is asked.
  'shared-cache': WRITTEN,
  'shared-files': ['status 503', 'status 503', 'status 503'],
};

/** What a read shows of the one ride of a client. */
const shown = ({ status, body }: Answer<CurrentRide>): string =>
  status === 200 ? `${body.ride?.status ?? 'no ride'}` : `status ${status}`;

describe('a client that writes through the gateway and reads at once', () => {
  let system: System;

  beforeAll(async () => {
    // On a busy machine Ride Service may take longer than the usual limit, which would be a 503 here.
    const env = { 'driver-service': { DETAILS_DEADLINE_MS: '1500' } };
    system = await startSystem({ approaches: APPROACHES, env });
    await introduce(
      system,
      CLIENTS.map(({ driverId }) => driverId),
    );
    for (const { driverId } of CLIENTS)
      await eventually(async () => (await call(`${system.gateway}/drivers/${driverId}`)).status === 200);
  }, 120_000);

  afterAll(async () => {
    system.process('nats').thaw();
    await system.stop();
  });

  const read = ({ driverId, query }: Client, tag?: string | null) =>
    call<CurrentRide>(`${system.gateway}/drivers/${driverId}/current-ride?${query}`, {
      headers: tag ? { 'if-version-at-least': tag } : {},
    });

  /** Takes a ride to its end. Reads after each write, without the header and with it. */
  const live = async (client: Client): Promise<{ plain: string[]; own: string[]; last: string }> => {
    const { driverId } = client;
    const ride = await call<Ride>(`${system.gateway}/rides`, { method: 'POST', body: aRideRequest() });
    const commands = [['assignment', { driverId }], ['start'], ['complete']] as const;
    const [plain, own]: [string[], string[]] = [[], []];
    let last = '';
    for (const [command, body] of commands) {
      const url = `${system.gateway}/rides/${ride.body.id}/${command}`;
      const { status, headers } = await call(url, { method: 'POST', body });
      expect([client.query, command, status]).toEqual([client.query, command, 200]);
      last = headers.get('etag') ?? '';
      plain.push(shown(await read(client)));
      own.push(shown(await read(client, last)));
    }
    return { plain, own, last };
  };

  it('never misses its own write with the header, by every approach and caching choice, and does without it', async () => {
    system.process('nats').freeze();
    const tags = new Map<Client, string>();
    for (const client of CLIENTS) {
      const { plain, own, last } = await live(client);
      expect([client.query, own]).toEqual([client.query, WRITTEN]);
      expect([client.query, plain]).toEqual([client.query, WITHOUT_NEWS[client.approach]]);
      tags.set(client, last);
    }
    system.process('nats').thaw();
    for (const [client, tag] of tags) {
      if (client.approach !== 'hybrid' && client.approach !== 'event-replication') continue;
      const isFromItsStore = async () =>
        (await read(client, tag)).body.sources?.ride.from === APPROACH_TABLE[client.approach].origin;
      await eventually(isFromItsStore, { timeoutMs: 30_000 });
      expect(shown(await read(client, tag))).toBe('no ride');
    }
  }, 120_000);
});
