import { APPROACHES } from '@ride-hailing/contracts';
import { edited } from '@ride-hailing/testing';
import { CHANGES, fieldChangeTable, releasesFor, STAGES } from './field-change-table';

const head = `## A field is added\n\n| approach | ${STAGES.join(' | ')} | releases, in order |\n| - | - | - | - | - | - |\n`;
const rows = (cells: string) => APPROACHES.map((name) => `| \`${name}\` | ${cells} |`).join('\n');

describe('the tables of what a change costs', () => {
  it.each(CHANGES)(
    'docs/what-a-change-costs.md has a row for every approach when a field is %s',
    (change) => {
      expect(Object.keys(fieldChangeTable(change))).toEqual([...APPROACHES]);
    },
  );

  it.each(CHANGES)(
    'docs/what-a-change-costs.md names the releases that follow from the cells when a field is %s',
    (change) => {
      const table = fieldChangeTable(change);
      for (const approach of APPROACHES) {
        expect([approach, table[approach].releases]).toEqual([approach, releasesFor(table[approach])]);
      }
    },
  );

  it.each([
    ['without a row', head, 'has rows for'],
    [
      'with another column',
      head.replace('republished', 'later') + rows('works | works | works | works'),
      'later',
    ],
    [
      'with a word of its own',
      head + rows('works | fine | works | works | any'),
      '"fine" is none of works, ',
    ],
    ['with a cell too few', head + rows('works | works | works'), '"" is none of'],
  ])('refuses a table %s', (_fault, text, reason) => {
    expect(() => fieldChangeTable('added', text)).toThrow(reason);
  });
});

describe('an edit of a source', () => {
  const edit = { file: 'a.ts', from: 'one', to: '$&two' };

  it('replaces only the given text, literally', () => {
    expect(edited('one, 1', edit)).toBe('$&two, 1');
  });

  it.each([
    ['', 0],
    ['one and one', 2],
  ])('refuses "%s", which does not contain the text once', (text, times) => {
    expect(() => edited(text, edit)).toThrow(`a.ts has "one" ${times} times, not 1`);
  });
});
