import { integrationInfrastructure } from '@ride-hailing/stack';
import { eventually, rawHeaders, type RawMessage, sendRaw } from '@ride-hailing/testing';
import { numbered, TestService, textOf, Workbench } from '../../test/messaging.fixture';
import { BatchHandler } from './incoming-message';

const SPACE_IN_NAME = rawHeaders('Device Model: Pixel 9', 'traceparent: 00-1-2-01');

describe('one odd message among 1,000', () => {
  let bench: Workbench;
  let service: TestService | undefined;
  let applied: Set<string>;

  beforeEach(async () => {
    const infrastructure = integrationInfrastructure();
    bench = await Workbench.open({ url: infrastructure.natsUrl, ...infrastructure.credentials('operator') });
    await bench.provision();
    await bench.provisionDeadLetters();
    applied = new Set();
  });

  afterEach(async () => {
    await service?.stop();
    service = undefined;
    await bench.close();
  });

  async function start(
    handler: BatchHandler = apply,
    more: { batchSize?: number } = {},
  ): Promise<TestService> {
    const consumer = { stream: bench.stream, durable: bench.durable, batchSize: 100, ...more };
    service = await TestService.start(bench.options, consumer, handler);
    return service;
  }

  const apply: BatchHandler = async (batch) => {
    for (const message of batch) applied.add(textOf(message));
  };

  const odd = (message: Partial<RawMessage>): RawMessage => ({
    subject: `${bench.stream}.x`,
    data: 'odd',
    ...message,
  });

  async function sendAmongOthers(...messages: RawMessage[]): Promise<void> {
    await bench.publish(numbered(500));
    await sendRaw(bench.options, messages);
    await bench.publish(numbered(500, 'n'));
  }

  const others = [...numbered(500), ...numbered(500, 'n')];

  it('parks a message whose headers cannot be decoded, with the reason, and applies the others', async () => {
    await sendAmongOthers(odd({ headers: SPACE_IN_NAME }));
    await start();
    await eventually(() => bench.allAcknowledged());
    expect(applied).toEqual(new Set(others));
    const [letter, ...more] = await bench.deadLetters();
    expect(more).toEqual([]);
    expect(letter?.text).toBe('odd');
    const header = (name: string) => letter?.headers?.get(name) ?? '';
    expect(header('dead-letter-reason')).toMatch(/^undecodable: headers: .*not a valid character/);
    expect(header('dead-letter-sequence')).toBe('501');
    expect(header('traceparent')).toBe('00-1-2-01');
    expect(Buffer.from(header('dead-letter-raw-headers'), 'base64').toString()).toBe(SPACE_IN_NAME);
  });

  it.each<[string, RawMessage['headers'], 'applied' | 'parked']>([
    ['an empty name', rawHeaders(': nothing'), 'applied'],
    ['a line without a colon', rawHeaders('nothing at all'), 'applied'],
    ['the name __proto__', rawHeaders('__proto__: x'), 'applied'],
    ['no version', '\r\n\r\n', 'applied'],
    ['nothing but bytes', Uint8Array.of(0xff, 0x00, 0xfe, 0x0d, 0x0a), 'applied'],
    ['a name that is not ASCII', rawHeaders('Gerät: x'), 'parked'],
    ['60 KB of one value', rawHeaders(`long: ${'x'.repeat(60 * 1024)}`), 'parked'],
    ['6,000 lines', rawHeaders(...numbered(6_000, 'h').map((name) => `${name}:`)), 'parked'],
  ])('applies or parks a message whose headers have %s, and applies the others', async (_, headers, fate) => {
    const message = odd({ headers, data: 'odd' });
    await sendAmongOthers(message);
    await start();
    await eventually(() => bench.allAcknowledged());
    expect(applied).toEqual(new Set(fate === 'applied' ? [...others, 'odd'] : others));
    expect((await bench.deadLetters()).map(({ text }) => text)).toEqual(fate === 'applied' ? [] : ['odd']);
  });

  it.each<[string, (stream: string, limit: number) => Partial<RawMessage>]>([
    ['odd characters in its subject', (stream) => ({ subject: `${stream}.\u0001é"{}` })],
    ['bytes that are no text in its body', () => ({ data: Uint8Array.of(0xff, 0xfe, 0x00) })],
    ['no body', () => ({ data: '' })],
    ['nearly 1 MB', (_, limit) => ({ data: 'x'.repeat(limit - 1_000) })],
  ])('parks a message with %s that its handler refuses', async (_, partOf) => {
    const limit = bench.nats.info?.max_payload ?? 0;
    const message = odd({
      headers: rawHeaders('__proto__: x', `${'k'.repeat(300)}: v`),
      ...partOf(bench.stream, limit),
    });
    await sendAmongOthers(message, odd({ headers: SPACE_IN_NAME, data: message.data }));
    const known = new Set(others);
    await start(async (batch) => {
      await apply(batch);
      return batch
        .filter((one) => !known.has(textOf(one)))
        .map((one) => ({ message: one, reason: 'refused' }));
    });
    await eventually(() => bench.allAcknowledged());
    for (const text of others) expect(applied).toContain(text);
    await expect(bench.deadLetters()).resolves.toHaveLength(2);
  });

  it('parks a message that its handler was not written for, and applies the others', async () => {
    await sendAmongOthers(odd({}));
    const tested = await start(async (batch) => {
      if (batch.some((one) => textOf(one) === 'odd')) throw new TypeError('no such field');
      await apply(batch);
    });
    await eventually(() => bench.allAcknowledged());
    expect(applied).toEqual(new Set(others));
    expect(tested.events('dead-lettered')).toEqual([
      { durable: bench.durable, reason: 'defect: TypeError: no such field', subject: `${bench.stream}.x` },
    ]);
  });

  it('holds a message while it is unclear whether it or the code is at fault, and blocks no other', async () => {
    await sendRaw(bench.options, [odd({})]);
    const tested = await start(async (batch) => {
      if (batch.some((one) => textOf(one) === 'odd')) throw new TypeError('no such field');
      await apply(batch);
    });
    await eventually(() => tested.events('held').some(({ attempt }) => attempt >= 3));
    expect(tested.events('dead-lettered')).toEqual([]);
    await bench.publish(['good']);
    await eventually(() => bench.allAcknowledged());
    expect(applied).toEqual(new Set(['good']));
    await expect(bench.deadLetters()).resolves.toHaveLength(1);
  });

  it('keeps every message as long as the code fails on all of them', async () => {
    await bench.publish(numbered(300));
    let faulty = true;
    const tested = await start(async (batch) => {
      if (faulty) throw new TypeError('no such field');
      await apply(batch);
    });
    await eventually(() => tested.events('held').some(({ attempt }) => attempt >= 3));
    faulty = false;
    await eventually(() => bench.allAcknowledged());
    expect(applied).toEqual(new Set(numbered(300)));
    expect(tested.events('dead-lettered')).toEqual([]);
  });
});
