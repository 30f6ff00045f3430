import { randomUUID } from 'node:crypto';
import { integrationInfrastructure } from '@ride-hailing/stack';
import { eventually } from '@ride-hailing/testing';
import { OutboxFixture } from '../test/outbox-fixture';

jest.setTimeout(120_000);

const BACKLOG = 100_000;
const BARE = 20_000;
const IN_FLIGHT = 1_000;

describe('a backlog of 100,000 events', () => {
  const infrastructure = integrationInfrastructure();
  let fixture: OutboxFixture;
  let drop: () => Promise<void>;

  beforeAll(async () => {
    const database = await infrastructure.createDatabase();
    drop = () => database.drop();
    const login = {
      url: infrastructure.natsUrl,
      name: 'outbox-spec',
      ...infrastructure.credentials('operator'),
    };
    fixture = await OutboxFixture.open(database.url, login);
  });

  afterAll(async () => {
    await fixture.close();
    await drop();
  });

  /** The limit: the same messages published with acknowledgement, without a database. */
  async function bareRate(): Promise<number> {
    const startedAt = performance.now();
    for (let sent = 0; sent < BARE; sent += IN_FLIGHT) {
      const publishing = Array.from({ length: IN_FLIGHT }, () =>
        fixture.publisher.publish(fixture.stream.subject('bare'), '{"version": 1}', {
          messageId: randomUUID(),
          headers: { 'ce-type': 'thing.changed' },
        }),
      );
      await Promise.all(publishing);
    }
    return (BARE / (performance.now() - startedAt)) * 1_000;
  }

  it('drains completely; the rates are printed, not asserted', async () => {
    const bare = await bareRate();
    await fixture.fill(BACKLOG / 4, 4);
    const startedAt = performance.now();
    const { events } = fixture.startRelay();
    let published = 0;
    events.on('published', ({ count }) => (published += count));
    await eventually(() => published === BACKLOG, { timeoutMs: 100_000 });
    const relayed = (BACKLOG / (performance.now() - startedAt)) * 1_000;
    console.info(
      `outbox relay: ${Math.round(relayed)} events/s; bare acknowledged publish: ${Math.round(bare)} /s; ` +
        `ratio ${(relayed / bare).toFixed(2)}`,
    );
    expect(await fixture.stream.count()).toBe(BACKLOG + BARE);
  });
});
