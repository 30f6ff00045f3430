import Ajv from 'ajv';
import addFormats from 'ajv-formats';
import asyncApiSchema from '@asyncapi/specs/schemas/3.0.0-without-$id.json';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { CONSUMERS } from '../../src/consumers';
import { STREAMS } from '../../src/streams';
import { asyncApiDocument } from './async-api-document';
import { type Channel, CHANNELS } from './channels';
import { type Message, MESSAGES } from './messages';

const ROOT = join(__dirname, '../../../..');
const read = (file: string): string => readFileSync(join(ROOT, file), 'utf8');

const newAjv = (): Ajv => addFormats(new Ajv({ strict: false, allErrors: true }));
const patternOf = ({ address, parameters }: Channel): string =>
  address.replace(/\{(\w+)\}/g, (_all, name: string) => (parameters[name]?.['x-several-tokens'] ? '>' : '*'));
const regexOf = (channel: Channel): RegExp =>
  new RegExp(`^${patternOf(channel).replace(/[$.]/g, '\\$&').replaceAll('*', '[^.]+').replace('>', '.+')}$`);

describe('the AsyncAPI document', () => {
  const document = asyncApiDocument();

  it('generates the committed AsyncAPI document from streams, consumers and schemas', () => {
    if (isDeepStrictEqual(JSON.parse(read('docs/api/asyncapi.json')), JSON.parse(JSON.stringify(document))))
      return;
    throw new Error('docs/api/asyncapi.json is not what the code says. Run: npm run generate');
  });

  it('generates a document that is valid by the JSON schema of AsyncAPI 3.0, which refuses one without a title', () => {
    const validate = newAjv().compile(asyncApiSchema);
    expect([validate(document), validate.errors]).toEqual([true, null]);
    expect(validate({ ...document, info: { version: '1' } })).toBe(false);
    expect(validate({ ...document, operations: { one: { action: 'shout' } } })).toBe(false);
  });

  it('resolves every reference of the AsyncAPI document', () => {
    const refs = [...JSON.stringify(document).matchAll(/"#\/([^"]+)"/g)].map(([, path = '']) => path);
    expect(refs.length).toBeGreaterThan(0);
    for (const path of refs) {
      const found = path
        .split('/')
        .reduce<unknown>((part, key) => (part as Record<string, unknown>)[key], document);
      expect([path, typeof found]).toEqual([path, 'object']);
    }
  });

  it('has examples that are valid by the schemas of their messages', () => {
    const ajv = newAjv();
    for (const [name, message] of Object.entries<Message>(MESSAGES)) {
      for (const example of (message.examples ?? []) as { headers?: object; payload: object }[]) {
        expect([name, ajv.validate(message.payload, example.payload), ajv.errors]).toEqual([
          name,
          true,
          null,
        ]);
        if (message.headers)
          expect([name, ajv.validate(message.headers, example.headers)]).toEqual([name, true]);
      }
    }
  });

  it('has a channel for each subject of every stream, and a receiver for every consumer', () => {
    for (const { name, subjects } of STREAMS) {
      const channels = Object.values(CHANNELS).filter(({ streams }) => streams.includes(name));
      for (const subject of subjects) {
        const example = subject.replace(/[*>]/g, 'x');
        // A stream of dead letters also takes those that do not name the subject of the message.
        const isNamed = channels.some((one) =>
          [example, `${example}.x`].some((each) => regexOf(one).test(each)),
        );
        expect([name, subject, isNamed]).toEqual([name, subject, true]);
      }
    }
    expect(document).toHaveProperty(
      'operations',
      expect.objectContaining(
        Object.fromEntries(CONSUMERS.map(({ durable }) => [durable, expect.anything() as unknown])),
      ),
    );
  });

  it('lets each user of the broker publish on its channels, on subjects of the broker itself, and nowhere else', () => {
    const users = read('docker/nats/nats.conf')
      .replace(/^ *#.*$/gm, '')
      .replace(/deny: \[[^\]]*\]/g, '')
      .split('user: ')
      .slice(1);
    const allowed = users.flatMap((user) => {
      const [name = ''] = user.split('\n');
      const [publish = ''] = user.split('subscribe {');
      const subjects = [...publish.matchAll(/"([^"]+)"/g)].map(([, subject = '']) => subject);
      return subjects.filter((subject) => !subject.startsWith('$JS.')).map((subject) => `${name} ${subject}`);
    });
    const sent = Object.values(CHANNELS).flatMap((channel) =>
      channel.senders.map((sender) =>
        channel.message === 'deadLetter'
          ? `${sender} dead-letters.${sender}.>`
          : `${sender} ${patternOf(channel)}`,
      ),
    );
    // Phones are no users of the file: phone-access lets each publish on its driver's subject alone.
    expect([...allowed, 'phone drivers.update.*'].sort()).toEqual(sent.sort());
  });
});
