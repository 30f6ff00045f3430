import { anchor } from '../format/format';
import { type Cell, type Table, text } from '../format/table';
import type { Verdict } from '../verdicts/finding';
import type { AnsweredClaim, Part } from './answered-claims';

const IN_PLURAL: Record<Verdict, string> = {
  holds: 'hold',
  'holds when': 'hold on one side of a crossing point',
  equal: 'were shown equal within the margin',
  'does not hold': 'do not hold',
  open: 'are open',
  'not measured': 'were not measured',
};

export const isDecided = ({ verdict }: AnsweredClaim): boolean =>
  verdict !== 'open' && verdict !== 'not measured';

/** `41 of 52 decided: 30 hold, ..` */
export function countsOf(claims: readonly AnsweredClaim[]): string {
  const counts = Object.entries(IN_PLURAL).flatMap(([verdict, words]) => {
    const count = claims.filter((claim) => claim.verdict === verdict).length;
    return count === 0 ? [] : [`${count} ${words}`];
  });
  return `${claims.filter(isDecided).length} of ${claims.length} decided: ${counts.join(', ')}.`;
}

function inWords({ verdict, when, repeatsNeeded }: Pick<Part, 'verdict' | 'when' | 'repeatsNeeded'>): string {
  if (verdict === 'holds when') return `holds when ${when ?? ''}`;
  if (verdict === 'open' && repeatsNeeded !== undefined)
    return `open: about ${repeatsNeeded} repeats would decide it`;
  return verdict === 'equal' ? 'does not hold: equal within the margin' : verdict;
}

/** All claims, each with what it was taken to mean, its verdict, and the experiments behind it. */
export const claimsTable = (claims: readonly AnsweredClaim[]): Table => ({
  title: 'Every claim, and its verdict',
  note: 'What each was taken to mean, and the figures, stand on the page of the experiment.',
  head: ['about', 'claim', 'verdict', 'decided by'],
  rows: claims.map(({ id, about, says, parts, ...finding }): Cell[] => [
    { id: anchor('claim', id), text: about },
    text(says),
    text(inWords(finding)),
    text([...new Set(parts.map(({ experiment }) => experiment))].join(', ')),
  ]),
});

/** What one experiment says about the claims that it decides. */
export const claimsOfExperiment = (claims: readonly AnsweredClaim[], experiment: string): Table => ({
  title: 'What it decides',
  note: 'The meaning and the margin of each were written before the run; intervals hold with 95 % confidence.',
  head: ['claim', 'taken to mean', 'verdict', 'measured'],
  rows: claims.flatMap(({ about, says, parts }) =>
    parts
      .filter((part) => part.experiment === experiment)
      .map((part): Cell[] => [
        text(`${about}: ${says}`),
        text(part.means),
        text(inWords(part)),
        { text: part.measured, links: [...new Set(part.figures)] },
      ]),
  ),
});
