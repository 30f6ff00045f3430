import { anchor, plain } from '../../format/format';
import { type Cell, MISSING, type Table, text, type Tone } from '../../format/table';
import { type AnsweredClaim } from './claim';
import { type Verdict } from './finding';

const TONES: Record<Verdict, Tone> = {
  holds: 'good',
  'does not hold': 'bad',
  'no clear difference': 'fair',
  'not measured': 'none',
};

const claimAnchor = (id: string): string => anchor('claim', id);

const IN_PLURAL: Record<Verdict, string> = {
  holds: 'hold',
  'does not hold': 'do not',
  'no clear difference': 'show no clear difference',
  'not measured': 'were not measured',
};

/** `20 hold, 4 do not, ..` */
export const countsOf = (claims: readonly AnsweredClaim[]): string =>
  Object.entries(IN_PLURAL)
    .map(([verdict, words]) => `${claims.filter((claim) => claim.verdict === verdict).length} ${words}`)
    .join(', ');

const rowOf = ({ id, topic, says, verdict, measured, factor, figures }: AnsweredClaim): Cell[] => [
  { id: claimAnchor(id), text: topic },
  text(says),
  { text: verdict, tone: TONES[verdict] },
  text(factor === null ? MISSING : `${plain(factor)} x`),
  { text: measured, links: [...new Set(figures)] },
];

export const claimsTable = (claims: readonly AnsweredClaim[]): Table => ({
  title: 'What is said of each approach, and what was measured',
  note:
    'A difference counts when it is larger than the spread of the repeats on both sides, and than a hundredth; what is measured once ' +
    '(faults, bytes, stored) counts from a hundredth of all answers, or a tenth of the figure. Else there is no clear ' +
    'difference. Factor: the larger figure by the smaller.',
  head: ['about', 'claim', 'verdict', 'factor', 'measured'],
  rows: claims.map(rowOf),
});
