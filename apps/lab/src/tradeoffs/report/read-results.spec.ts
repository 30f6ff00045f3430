import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseResults, readResults } from './read-results';
import { aFullRun, aVariant, someResults } from '../../../test/tradeoffs.builder';

describe('reading results', () => {
  let folder: string;
  beforeAll(() => (folder = mkdtempSync(join(tmpdir(), 'lab-results-'))));
  afterAll(() => rmSync(folder, { recursive: true }));

  it('gives what was written, all of it', () => {
    const file = join(folder, 'results.json');
    const results = aFullRun();
    writeFileSync(file, JSON.stringify(results));
    expect(readResults(file)).toEqual(results);
  });

  it('names a file that is not there', () => {
    const file = join(folder, 'nothing.json');
    expect(() => readResults(file)).toThrow(`${file} cannot be read: ENOENT`);
  });

  it('says which format it has, and which one is read', () => {
    const other = JSON.stringify({ ...aFullRun(), format: 2 });
    expect(() => parseResults(other, 'old.json')).toThrow(
      'old.json has format 2; this lab reads results of format 1',
    );
    expect(() => parseResults('[]', 'a.json')).toThrow('a.json has no format');
    expect(() => parseResults('null', 'a.json')).toThrow('a.json has no format');
  });

  it('says so when it is not JSON', () => {
    expect(() => parseResults('{ "format": 1', 'half.json')).toThrow('half.json is not JSON: ');
  });

  it('says where something is wrong', () => {
    const broken = JSON.stringify(aFullRun()).replace('"p50":', '"median":');
    expect(() => parseResults(broken, 'a.json')).toThrow(
      /^a\.json is no result.*\n {2}variants\.0\..*\.p50: /,
    );
  });

  it('refuses shares that do not add up', () => {
    const variant = aVariant('sync-api');
    const [first] = variant.repeats;
    const repeats = first ? [{ ...first, answers: { ...first.answers, complete: 1 } }] : [];
    const text = JSON.stringify(someResults([{ ...variant, repeats }]));
    expect(() => parseResults(text, 'a.json')).toThrow('do not add up to sent');
  });

  it('refuses two variants of one name', () => {
    const text = JSON.stringify(someResults([aVariant('sync-api'), aVariant('sync-api')]));
    expect(() => parseResults(text, 'a.json')).toThrow('variants: two variants have the same name');
  });
});
