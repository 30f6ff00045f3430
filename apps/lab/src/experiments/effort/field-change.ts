import type { Approach } from '@ride-hailing/contracts';
import type { SourceTree } from './source-tree';

const PAGE = 'docs/what-a-change-costs.md';

/**
 * How many steps have to follow one another when a shared field changes, as the tables say that a test of two releases
 * compares with what happens. 0: each side follows when it likes.
 * @throws RangeError when the page has no such row
 */
export function stepsOfChange(tree: SourceTree, change: 'added' | 'renamed', approach: Approach): number {
  const section = (tree.get(PAGE) ?? '').split(`## A field is ${change}\n`)[1]?.split('\n## ')[0] ?? '';
  const row = section.split('\n').find((line) => line.startsWith(`| \`${approach}\` `));
  const releases = row?.split('|').at(-2)?.trim();
  if (!releases) throw new RangeError(`${PAGE} has no row for ${approach} when a field is ${change}`);
  return releases === 'any' ? 0 : releases.split(',').length;
}
