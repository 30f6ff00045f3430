import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { eventually } from '@ride-hailing/testing';
import { OutboxFixture } from '../test/outbox-fixture';
import type { OutboxPublisher } from './relay-pump';

jest.setTimeout(120_000);

const BACKLOG = 100_000;
const BARE = 20_000;
const IN_FLIGHT = 1_000;
const SINGLE = 500;
const SINGLE_PER_SECOND = 250;

describe('a backlog of 100,000 events', () => {
  let fixture: OutboxFixture;

  beforeAll(async () => {
    fixture = await OutboxFixture.start();
  });

  afterAll(() => fixture.close());

  /** The upper bound: the same messages published with acknowledgement and without a database. */
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

  it('the relay drains a backlog of 100,000 events; the rates are printed, not asserted', async () => {
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

  it('an event reaches the broker soon after its commit when the backlog is drained', async () => {
    const committedAt = new Map<string, number>();
    const waits: number[] = [];
    const publisher: OutboxPublisher = {
      publish: async (subject, ...rest) => {
        const ack = await fixture.publisher.publish(subject, ...rest);
        waits.push(performance.now() - (committedAt.get(subject) ?? performance.now()));
        return ack;
      },
    };
    await fixture.stopRelays();
    const { relay } = fixture.startRelay({ publisher });
    await eventually(() => relay.state === 'active');
    const startedAt = performance.now();
    for (let at = 0; at < SINGLE; at += 1) {
      const due = startedAt + (at * 1_000) / SINGLE_PER_SECOND;
      await delay(Math.max(0, due - performance.now()));
      await fixture.change(`single-${at}`);
      committedAt.set(fixture.stream.subject(`single-${at}`), performance.now());
      relay.nudge();
    }
    await eventually(() => waits.length === SINGLE);
    const sorted = waits.sort((a, b) => a - b);
    const at = (share: number) => (sorted[Math.floor(share * (SINGLE - 1))] ?? 0).toFixed(1);
    const rate = Math.round((SINGLE / (performance.now() - startedAt)) * 1_000);
    console.info(`commit to acknowledged at ${rate} changes/s: p50 ${at(0.5)} ms, p99 ${at(0.99)} ms`);
  });
});
