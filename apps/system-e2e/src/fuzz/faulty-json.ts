import fc from 'fast-check';
import { between, type Kind, word } from './kinds';

/** A value as text in a JSON document; undefined leaves the field out. */
export type RawValue = string | undefined;

/** Invalid values of fields, keyed by their path in the document: `position.lat`, `stops.0.address`. */
export type FieldFaults = Readonly<Record<string, readonly RawValue[]>>;

const PLACE_OF_FAULT = '@@here@@';

function replaced(value: unknown, path: readonly string[], raw: RawValue): unknown {
  const [name, ...rest] = path;
  if (name === undefined) return raw === undefined ? undefined : PLACE_OF_FAULT;
  const inner = replaced((value as Record<string, unknown>)[name], rest, raw);
  if (Array.isArray(value)) return value.map((item: unknown, at) => (String(at) === name ? inner : item));
  return { ...(value as object), [name]: inner };
}

/** The document as text, with `raw` as the value at `path`, which need not be a value of JavaScript. */
const withRaw = (document: object, path: string, raw: RawValue): string =>
  JSON.stringify(replaced(document, path.split('.'), raw)).replace(`"${PLACE_OF_FAULT}"`, () => raw ?? '');

/** Values that are invalid wherever a number is required. */
export const INVALID_NUMBERS: readonly RawValue[] = [
  ...['null', 'true', '"37"', '""', '[]', '{}', '[5]', '{"value":5}', '1e999', '-1e999', undefined],
];
/** Values that are invalid as a positive whole number. */
export const INVALID_WHOLE_NUMBERS: readonly RawValue[] = [
  ...INVALID_NUMBERS,
  ...['0', '-1', '1.5', '9007199254740993', '1e300', '-9007199254740991', '0.1e-9'],
];
/** Values that are invalid as an id. */
export const INVALID_IDS: readonly RawValue[] = [
  ...[
    '""',
    '5',
    'true',
    '[]',
    '{}',
    '["d-1"]',
    '"a.b"',
    '"a b"',
    '"*"',
    '">"',
    '"d\\u0000"',
    '"\\ud800"',
    '"ü"',
  ],
  ...['"d-1\\n"', '"../d-1"', '"\\u202ed-1"', `"${'x'.repeat(65)}"`, `"${'x'.repeat(20_000)}"`, undefined],
];

/** Documents with one faulty field each. */
export const faultyFields = (document: fc.Arbitrary<object>, faults: FieldFaults): fc.Arbitrary<string> => {
  const all = Object.entries(faults).flatMap(([path, values]) => values.map((raw) => ({ path, raw })));
  return fc
    .tuple(document, fc.constantFrom(...all))
    .map(([valid, { path, raw }]) => withRaw(valid, path, raw));
};

const bytes = (text: string): Buffer => Buffer.from(text, 'utf8');

/** `valid` without its last bytes: invalid JSON, since at least the closing brace is missing. */
const cutShort = (valid: fc.Arbitrary<string>): fc.Arbitrary<Buffer> =>
  fc
    .tuple(valid, between(1, 1_000))
    .map(([text, cut]) => bytes(text).subarray(0, bytes(text).length - 1 - (cut % (text.length - 1))));

const INVALID_UTF8 = ['ff', 'fe', 'c080', 'c3', 'e282', 'eda080', 'f08080af', 'f5808080', '80', 'f09f98'];

/** A valid document with an additional field whose text is not UTF-8. */
const brokenCharacters = (valid: fc.Arbitrary<string>): fc.Arbitrary<Buffer> =>
  fc
    .tuple(valid, fc.constantFrom(...INVALID_UTF8), word())
    .map(([text, hex, name]) =>
      Buffer.concat([bytes(`{"${name}":"M`), Buffer.from(hex, 'hex'), bytes(`ller",${text.slice(1)}`)]),
    );

const ALMOST: readonly ((text: string) => string)[] = [
  (text) => text.replaceAll('"', "'"),
  (text) => text.replace('{', '{,'),
  (text) => text.replace(/}$/, ',}'),
  (text) => `${text}${text}`,
  (text) => `${text},`,
  (text) => `[${text}`,
  (text) => `/* comment */${text}`,
  (text) => text.replace('{', '{"a":NaN,'),
  (text) => text.replace('{', '{"a":Infinity,'),
  (text) => text.replace('{', '{"a":01,'),
  (text) => text.replace('{', '{"a":0x10,'),
  (text) => text.replace('{', '{"a":+1,'),
  (text) => text.replace('{', '{"a":undefined,'),
  (text) => text.replace('{', '{"a":"\u0000",'),
  (text) => text.replace('{', '{"a":"one\ntwo",'),
  (text) => text.replace('{', '{"a":"\\x41",'),
  (text) => text.replace('{', '{"a":"\\u12"'),
  (text) => text.replace('{', '{a:1,'),
  (text) => text.replace('{', '\u0000{'),
  (text) => `${text}\u0000`,
  (text) => `)]}'\n${text}`,
  (text) => `<ride>${text}</ride>`,
  (text) => `data: ${text}\n\n`,
  (text) => encodeURIComponent(text),
  (text) => Buffer.from(text).toString('base64'),
];

/** Valid documents that were changed into invalid JSON. */
export const invalidJson = (valid: fc.Arbitrary<string>): Kind<Buffer>[] => [
  { title: 'JSON cut short', inputs: cutShort(valid) },
  {
    title: 'almost JSON',
    inputs: fc.tuple(valid, fc.constantFrom(...ALMOST)).map(([text, spoil]) => bytes(spoil(text))),
  },
  { title: 'invalid UTF-8', inputs: brokenCharacters(valid) },
  { title: 'JSON in UTF-16', inputs: valid.map((text) => Buffer.from(text, 'utf16le')) },
  {
    title: 'random bytes',
    // No JSON text begins with an x.
    inputs: fc.uint8Array({ maxLength: 300 }).map((tail) => Buffer.concat([bytes('x'), Buffer.from(tail)])),
  },
  {
    title: 'brackets that are never closed',
    inputs: fc
      .tuple(between(1, 20_000), fc.constantFrom('[', '{"a":', '[{"a":'))
      .map(([depth, open]) => bytes(open.repeat(depth))),
    most: 40,
  },
];

const nested = (depth: number, open: string, close: string): string =>
  `${open.repeat(depth)}null${close.repeat(depth)}`;

/** JSON that is not an object with the expected fields. */
export const unexpectedJson: fc.Arbitrary<string> = fc.oneof(
  fc.constantFrom('null', 'true', '0', '-1', '1e999', '""', '[]', '{}', '"{}"', '[[]]', '[null]', '{"":""}'),
  fc.json({ maxDepth: 3 }).filter((text) => !text.startsWith('{')),
  fc.tuple(word(), fc.json()).map(([name, value]) => `{"x${name}":${value}}`),
  between(1, 20_000).map((depth) => nested(depth, '[', ']')),
  between(1, 5_000).map((depth) => nested(depth, '{"a":', '}')),
  word().map((name) => `{"__proto__":{"driverId":"${name}"},"constructor":{"prototype":{"sequence":1}}}`),
  word().map((name) => `{"toString":"${name}","hasOwnProperty":1,"length":-1}`),
);
