import {
  Broker,
  DeadLetterBox,
  JetStreamPublisher,
  MessagingEvents,
  provision,
} from '@ride-hailing/messaging';
import { integrationInfrastructure } from '@ride-hailing/stack';
import { spawnSync } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { commandFrom } from './command-line';
import { runCommand } from './run-command';

describe('the command for dead letters', () => {
  const infrastructure = integrationInfrastructure();
  const login = { url: infrastructure.natsUrl, ...infrastructure.credentials('operator'), name: 'spec' };
  const broker = new Broker(login, new MessagingEvents());
  const publisher = new JetStreamPublisher(broker);
  let dead: string;
  let work: string;
  let more: string;
  let boxes: DeadLetterBox[];

  beforeAll(() => broker.start());
  afterAll(() => broker.close());

  beforeEach(async () => {
    const id = randomUUID().slice(0, 8);
    [dead, more, work] = [`L_${id}_DEAD`, `L_${id}_MORE`, `L_${id}`];
    const limits = { maxAgeMs: 600_000, maxBytes: 1024 * 1024, duplicateWindowMs: 120_000 };
    const stream = (name: string) =>
      ({ name, subjects: [`${name}.>`], storage: 'memory', discard: 'old', ...limits }) as const;
    await provision(login, [dead, more, work].map(stream), []);
    boxes = await Promise.all([dead, more].map((name) => DeadLetterBox.open(login, name)));
  });

  afterEach(() => Promise.all(boxes.map((box) => box.close())));

  const count = async () => (await boxes[0]?.extent())?.count;

  const park = (text: string, also: Record<string, string> = {}, into = dead) =>
    publisher.publish(`${into}.x`, text, {
      headers: {
        'ce-type': 'some.event',
        'dead-letter-reason': 'not understood',
        'dead-letter-stream': work,
        'dead-letter-subject': `${work}.y`,
        'dead-letter-sequence': '41',
        'dead-letter-durable': 'some-durable',
        'dead-letter-time': '2026-11-22T09:00:00.000Z',
        deliveries: '1',
        ...also,
      },
    });

  async function run(line: string): Promise<string[]> {
    const lines: string[] = [];
    const command = commandFrom(line.split(' '), [dead, more]);
    if (command.name === 'help') throw new Error('not for this spec');
    await runCommand(command, boxes, (text) => lines.push(text)).catch((error: Error) =>
      lines.push(`failed: ${error.message}`),
    );
    return lines;
  }

  it('lists dead letters with their origin and reason, up to the limit', async () => {
    expect(await run('list')).toEqual(['There are no dead letters.']);
    for (const text of ['a', 'b', 'c']) await park(text);
    const [, first, second, rest] = await run('list --limit 2');
    expect(first).toBe(
      `${dead}/1  2026-11-22T09:00:00.000Z  ${work}/41 ${work}.y  some-durable  not understood`,
    );
    expect(second).toContain(`${dead}/2  `);
    expect(rest).toBe(`and 1 more in ${dead}: --limit shows them`);
    expect(await run('list --limit 3')).toHaveLength(4);
  });

  it('lists the dead letters of every stream, each with its own name', async () => {
    await park('a', {}, more);
    await park('b');
    const [title, ...lines] = await run('list');
    expect(title).toBe('letter  parked  from  consumer  reason');
    expect(lines.map((line) => line.split('  ')[0])).toEqual([`${dead}/1`, `${more}/1`]);
    expect((await run(`show ${more}/1`)).at(-1)).toBe('a');
  });

  it('shows a dead letter with its headers and payload', async () => {
    await park('{"a":1}');
    const shown = await run(`show ${dead}/1`);
    expect(shown).toContain('header:     ce-type: some.event');
    expect(shown.at(-1)).toBe('{"a":1}');
    expect(await run(`show ${dead}/2`)).toEqual([`failed: there is no dead letter ${dead}/2`]);
  });

  it('sends a dead letter again and removes it', async () => {
    await park('a');
    await park('b');
    expect(await run(`redrive ${dead}/2`)).toEqual([`${dead}/2: sent again, as ${work}/1`]);
    expect(await run(`redrive ${dead}/2`)).toEqual([`failed: there is no dead letter ${dead}/2`]);
    expect(await count()).toBe(1);
  });

  it('sends all dead letters again except those that cannot be, and says which', async () => {
    await park('a');
    await park('b', { 'dead-letter-cut': '1 of 2 bytes' });
    await park('c');
    await park('d', {}, more);
    expect(await run('redrive --all')).toEqual([
      `${dead}/1: sent again, as ${work}/1`,
      `${dead}/2: left, dead letter ${dead}/2 holds only 1 of 2 bytes: it cannot be sent again`,
      `${dead}/3: sent again, as ${work}/2`,
      `${more}/1: sent again, as ${work}/3`,
      '3 sent again',
      'failed: 1 could not be sent again, and were left',
    ]);
    expect(await count()).toBe(1);
  });

  it('gives up on all dead letters when no stream accepts them', async () => {
    for (const text of ['a', 'b', 'c', 'd']) await park(text, { 'dead-letter-subject': `none.${work}` });
    const said = await run('redrive --all');
    expect(said).toHaveLength(4);
    expect(said.at(-1)).toContain('no stream takes it');
    expect(await count()).toBe(4);
  });

  it('prints one line and exits with 1 when a command fails', () => {
    const main = (args: string[], password: string) => {
      const { status, stderr } = spawnSync(
        process.execPath,
        ['-r', '@swc-node/register', join(__dirname, 'main.ts'), ...args],
        {
          env: { NATS_URL: login.url, NATS_USER: login.user, NATS_PASSWORD: password },
          encoding: 'utf8',
          timeout: 60_000,
        },
      );
      return { status, stderr };
    };
    const refused = main(['destroy', '1'], login.password);
    expect(refused.stderr).toMatch(/^dead-letters: which command, if not "destroy"\?[^\n]*\n$/);
    expect(refused.status).toBe(1);
    const unset = main(['list'], '');
    expect(unset.stderr).toContain('NATS_PASSWORD is not set');
    expect(unset.status).toBe(1);
  }, 120_000);
});
