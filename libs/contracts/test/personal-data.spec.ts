import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { STREAMS } from '../src/streams';
import { PERSONAL_PLACES } from '../src/personal-copies';
import { PERSONAL_DATA_PAGE, withPersonalDataTable } from './personal-data';

const page = readFileSync(join(__dirname, '../../..', PERSONAL_DATA_PAGE), 'utf8');

/** Without the width of columns. */
const cells = (text: string): string => text.replace(/ *\| */g, '|').replace(/-{3,}/g, '---');

describe('the page on personal data', () => {
  it('docs/personal-data.md has the table of the places that the code declares', () => {
    if (cells(withPersonalDataTable(page)) !== cells(page))
      throw new Error(`${PERSONAL_DATA_PAGE} is not what the code says. Run: npm run generate`);
  });

  it('refuses a page without the marks between which the table stands', () => {
    expect(() => withPersonalDataTable('# Personal data')).toThrow('needs the marks');
  });

  it('names every stream whose description says that it holds personal data', () => {
    const named = STREAMS.filter(({ description }) => description.includes('personal data'));
    expect(named).toHaveLength(5);
    expect(PERSONAL_PLACES).toEqual(expect.arrayContaining(named.map(({ name }) => name)));
  });
});
