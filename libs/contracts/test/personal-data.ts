import { APPROACHES } from '../src/approaches';
import { PERSONAL_COPIES, PERSONAL_PLACES, type PersonalPlace } from '../src/personal-copies';

export const PERSONAL_DATA_PAGE = 'docs/personal-data.md';

const MARKS = ['<!-- Written by `npm run generate`. -->', '<!-- End of what is written. -->'] as const;

/** How `npm run forget` clears a place, in words. */
const CLEARED = {
  'with the commit': 'with the commit at Ride Service',
  'by its event': 'by the event of the next version',
  'by the command': 'by the command',
  'by its age': 'by its age alone; no answer shows it',
} as const;

const rowOf = (approach: string, cells: readonly string[]): string =>
  `| ${[approach, ...cells].join(' | ')} |`;

const rowsOf = (places: readonly PersonalPlace[], approach: string): string[] =>
  places.map((place) => {
    const { holds, keptFor, goes } = PERSONAL_COPIES[place];
    return rowOf(approach, [place.includes(' ') ? place : `\`${place}\``, holds, keptFor, CLEARED[goes]]);
  });

/** The table of {@link PERSONAL_DATA_PAGE}: every place that holds personal data, and a row for each approach without one. */
function table(): string {
  const placesOf = (wanted: string | null) =>
    PERSONAL_PLACES.filter((place) => PERSONAL_COPIES[place].approach === wanted);
  const rows = APPROACHES.flatMap((approach) => {
    const places = placesOf(approach);
    return places.length > 0
      ? rowsOf(places, `\`${approach}\``)
      : [rowOf(`\`${approach}\``, ['nowhere else', 'none', '', ''])];
  });
  const head = [
    'approach',
    'place',
    'what of whom',
    'kept, if nobody asks',
    'how `npm run forget` clears it',
  ];
  return [
    rowOf(head[0] ?? '', head.slice(1)),
    rowOf(
      '---',
      head.slice(1).map(() => '---'),
    ),
    ...rowsOf(placesOf(null), 'all'),
    ...rows,
  ].join('\n');
}

/**
 * The page with its table as the code declares it; format it afterwards.
 * @throws Error when the page lacks the marks between which the table stands
 */
export function withPersonalDataTable(page: string): string {
  const [from, to] = MARKS.map((mark) => page.indexOf(mark));
  if (from === undefined || to === undefined || from < 0 || to < from)
    throw new Error(`${PERSONAL_DATA_PAGE} needs the marks ${MARKS.join(' and ')}`);
  return `${page.slice(0, from)}${MARKS[0]}\n\n${table()}\n\n${page.slice(to)}`;
}
