import { integrationInfrastructure } from '@ride-hailing/stack';
import { eventually, rawHeaders, sendRaw } from '@ride-hailing/testing';
import { headers as newHeaders } from 'nats';
import { TestService, textOf, Workbench } from '../../test/messaging.fixture';
import { DeadLetterError, PublishError } from '../connection/broker.errors';
import { IncomingMessage } from '../messages/incoming-message';
import { type DeadLetter, DeadLetterBox } from './dead-letter-box';

describe('the dead letters', () => {
  let bench: Workbench;
  let box: DeadLetterBox;
  let deadStream: string;
  let service: TestService | undefined;
  let fixed = false;
  let applied: IncomingMessage[] = [];

  beforeEach(async () => {
    fixed = false;
    applied = [];
    const infrastructure = integrationInfrastructure();
    bench = await Workbench.open({ url: infrastructure.natsUrl, ...infrastructure.credentials('operator') });
    await bench.provision();
    deadStream = await bench.provisionDeadLetters();
    box = await DeadLetterBox.open(bench.options, deadStream);
    const consumer = { stream: bench.stream, durable: bench.durable, batchSize: 100 };
    service = await TestService.start(bench.options, consumer, async (batch) => {
      const poison = batch.filter((message) => !fixed && textOf(message).startsWith('bad'));
      applied.push(...batch.filter((message) => !poison.includes(message)));
      return poison.map((message) => ({ message, reason: 'not understood' }));
    });
  });

  afterEach(async () => {
    await service?.stop();
    await box.close();
    await bench.close();
  });

  /** Publishes messages and waits until they are parked. */
  async function parked(...texts: string[]): Promise<DeadLetter[]> {
    const headers = newHeaders();
    headers.set('traceparent', '00-1-2-01');
    headers.append('ce-type', 'a');
    headers.append('ce-type', 'b');
    for (const text of texts) {
      headers.set('Nats-Msg-Id', `id of ${text}`);
      await bench.publish([text], headers);
    }
    await eventually(async () => (await own()).length === texts.length);
    await eventually(() => bench.allAcknowledged());
    return own();
  }

  /** Returns only this spec's letters, since the stream may be shared. */
  async function own(): Promise<DeadLetter[]> {
    const found: DeadLetter[] = [];
    for (let letter = await box.next(0); letter; letter = await box.next(letter.sequence)) {
      if (letter.durable === bench.durable) found.push(letter);
    }
    return found;
  }

  it('reads dead letters in order, with their origin and reason', async () => {
    const letters = await parked('bad-1', 'bad-2');
    expect(letters.map(textOf)).toEqual(['bad-1', 'bad-2']);
    expect(letters[1]).toMatchObject({
      reason: 'not understood',
      durable: bench.durable,
      origin: { stream: bench.stream, subject: `${bench.stream}.x`, sequence: 2 },
      deliveries: 1,
      headers: { traceparent: ['00-1-2-01'], 'ce-type': ['a', 'b'] },
    });
    expect(await box.find(letters[1]?.sequence ?? 0)).toEqual(letters[1]);
    const { count, lastSequence } = await box.extent();
    expect(count).toBeGreaterThanOrEqual(2);
    expect(lastSequence).toBeGreaterThanOrEqual(letters[1]?.sequence ?? 0);
  });

  it('sends a dead letter again unchanged, though the stream still knows its message id, and then removes it', async () => {
    const [letter] = await parked('bad');
    const sequence = letter?.sequence ?? 0;
    fixed = true;
    expect(await box.redrive(sequence)).toEqual({ stream: bench.stream, sequence: 2, duplicate: false });
    await eventually(() => applied.length === 1);
    const [message] = applied;
    expect(message && textOf(message)).toBe('bad');
    expect(message?.subject).toBe(`${bench.stream}.x`);
    expect(message?.header('traceparent')).toBe('00-1-2-01');
    expect(message?.header('dead-letter-reason')).toBeUndefined();
    expect(await box.find(sequence)).toBeUndefined();
    await expect(box.redrive(sequence)).rejects.toThrow(DeadLetterError);
  });

  it('keeps the time when a message was first stored, however often it is sent again', async () => {
    const [letter] = await parked('bad');
    const { storedAt } = letter ?? {};
    expect(Date.parse(storedAt ?? '')).toBeLessThanOrEqual(Date.parse(letter?.time ?? ''));
    await box.redrive(letter?.sequence ?? 0);
    const again = await eventually(async () =>
      (await own()).find(({ sequence }) => sequence !== letter?.sequence),
    );
    expect(again.storedAt).toBe(storedAt);
    fixed = true;
    await box.redrive(again.sequence);
    const message = await eventually(() => applied[0]);
    expect(message.streamSequence).toBe(3);
    expect(message.firstStoredAtMs).toBe(Date.parse(storedAt ?? ''));
    expect(message.storedAtMs).toBeGreaterThan(message.firstStoredAtMs);
  });

  it.each(['2999-01-01T00:00:00.000Z', '2026-99-99T00:00:00.000Z', 'yesterday', ''])(
    'believes no sender who dates a message to make it younger: "%s"',
    async (time) => {
      fixed = true;
      const headers = newHeaders();
      headers.set('first-stored-at', time);
      await bench.publish(['good'], headers);
      const message = await eventually(() => applied[0]);
      expect(message.firstStoredAtMs).toBe(message.storedAtMs);
    },
  );

  it('makes a redriven message a dead letter again when it still cannot be applied', async () => {
    const [first] = await parked('bad');
    await box.redrive(first?.sequence ?? 0);
    const again = await eventually(async () => {
      const [letter] = await own();
      return letter && letter.sequence > (first?.sequence ?? 0) && letter;
    });
    expect(again.origin.sequence).toBe(2);
    fixed = true;
    await box.redrive(again.sequence);
    await eventually(() => applied.length === 1);
    expect(await own()).toEqual([]);
  });

  it('sends a letter once when the first redrive ended before the removal', async () => {
    const [letter] = await parked('bad');
    fixed = true;
    const remove = jest
      .spyOn(box as unknown as { remove(): Promise<void> }, 'remove')
      .mockRejectedValueOnce(new Error('killed here'));
    await expect(box.redrive(letter?.sequence ?? 0)).rejects.toThrow('killed here');
    remove.mockRestore();
    expect(await own()).toHaveLength(1);
    expect(await box.redrive(letter?.sequence ?? 0)).toMatchObject({ sequence: 2, duplicate: true });
    expect(await own()).toEqual([]);
    await eventually(() => bench.allAcknowledged());
    expect(applied).toHaveLength(1);
  });

  it('sends a letter again when the first redrive ended before the removal and the stream was purged since', async () => {
    const [letter] = await parked('bad');
    await service?.stop();
    service = undefined;
    const remove = jest
      .spyOn(box as unknown as { remove(): Promise<void> }, 'remove')
      .mockRejectedValueOnce(new Error('killed here'));
    await expect(box.redrive(letter?.sequence ?? 0)).rejects.toThrow('killed here');
    remove.mockRestore();
    await bench.manager.streams.purge(bench.stream);
    expect(await box.redrive(letter?.sequence ?? 0)).toMatchObject({ sequence: 3, duplicate: false });
    expect((await bench.manager.streams.info(bench.stream)).state.messages).toBe(1);
  });

  it('keeps a letter whose stream refuses it or no longer exists', async () => {
    const [letter] = await parked('bad');
    await service?.stop();
    service = undefined;
    await bench.manager.streams.update(bench.stream, { subjects: [`${bench.stream}.other`] });
    const elsewhere = { name: `${bench.stream}_ELSEWHERE`, subjects: [`${bench.stream}.x`] };
    await bench.manager.streams.add(elsewhere);
    try {
      await expect(box.redrive(letter?.sequence ?? 0)).rejects.toThrow(PublishError);
    } finally {
      await bench.manager.streams.delete(elsewhere.name);
    }
    await expect(box.redrive(letter?.sequence ?? 0)).rejects.toThrow('no stream takes it');
    expect(await own()).toHaveLength(1);
  });

  it('refuses to send a letter that holds only a part of the payload, or no origin', async () => {
    const subject = `dead-letters.${bench.options.name}.${bench.durable}.x`;
    const publish = async (more: Record<string, string>): Promise<number> => {
      const headers = newHeaders();
      for (const [name, value] of Object.entries(more)) headers.set(name, value);
      return (await bench.nats.jetstream().publish(subject, 'part', { headers })).seq;
    };
    const cut = await publish({ 'dead-letter-cut': '64 of 100 bytes' });
    await expect(box.redrive(cut)).rejects.toThrow('holds only 64 of 100 bytes');
    const strange = await publish({});
    await expect(box.redrive(strange)).rejects.toThrow('does not say where it came from');
    expect(await box.find(strange)).toBeDefined();
    for (const sequence of [cut, strange]) await bench.manager.streams.deleteMessage(deadStream, sequence);
  });

  it('reads the letters behind one that somebody else wrote, whose headers cannot be decoded', async () => {
    const [first] = await parked('bad-1');
    const { lastSequence: before } = await box.extent();
    const subject = (await bench.manager.streams.getMessage(deadStream, { seq: first?.sequence ?? 0 }))
      .subject;
    await sendRaw({ ...bench.options }, [{ subject, headers: rawHeaders('Device Model: x'), data: 'odd' }]);
    const odd = await box.next(before);
    expect(odd).toMatchObject({
      reason: expect.stringContaining('cannot be decoded') as string,
      headers: {},
    });
    await expect(box.redrive(odd?.sequence ?? 0)).rejects.toThrow('does not say where it came from');
    await bench.publish(['bad-2']);
    await eventually(async () => (await own()).map(textOf).includes('bad-2'));
  });
});
