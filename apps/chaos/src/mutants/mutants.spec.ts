import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { edited } from '@ride-hailing/testing';
import { type Mutant, MUTANTS } from './mutants';

const ROOT = join(__dirname, '../../../..');

describe('the mutants', () => {
  it.each(Object.entries<Mutant>(MUTANTS))(
    '%s still matches the sources, each place once',
    (_, { edits }) => {
      const texts = new Map<string, string>();
      for (const edit of edits) {
        const text = texts.get(edit.file) ?? readFileSync(join(ROOT, edit.file), 'utf8');
        texts.set(edit.file, edited(text, edit));
      }
      expect(texts.size).toBeGreaterThan(0);
    },
  );
});
