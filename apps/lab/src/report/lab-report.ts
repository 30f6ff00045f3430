import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { markdownOf } from '../format/markdown';
import type { Section } from '../format/table';
import { type ExperimentResult, type QuestionName, QUESTIONS, type Results } from '../results/results';
import type { Experiment } from '../runner/experiment';
import { type AnsweredClaim, answersOf } from './answered-claims';
import { claimsOfExperiment, claimsTable, countsOf } from './claims-table';
import { LIMITS } from './limits';
import { movedPlots, movedTables } from './moved';
import { experimentSection, originSection } from './sections';

const TITLE = 'What each way of sharing data is good for, measured';

/** Of pages with several experiments; the others are called like their one. */
const PAGE_TITLES: Partial<Record<QuestionName, string>> = {
  coordinator: 'What does a coordinator give, and what does it take?',
  faults: 'What becomes of the answers while a part is ill?',
};

function sectionOf(experiment: ExperimentResult, claims: readonly AnsweredClaim[]): Section {
  const section = experimentSection(experiment);
  const decides = claimsOfExperiment(claims, experiment.id);
  const tables = [
    ...(decides.rows.length > 0 ? [decides] : []),
    ...movedTables(experiment),
    ...section.tables,
  ];
  return { ...section, tables: tables.filter(({ rows }) => rows.length > 0) };
}

/** Under its heading each picture of an experiment. */
function withPictures(markdown: string, experiment: ExperimentResult): string {
  const pictures = movedPlots(experiment).map(({ file, says }) => `![${says}](${file})`);
  if (pictures.length === 0) return markdown;
  const head = `<a id="${experiment.id}"></a>\n\n## ${experiment.title}\n`;
  return markdown.replace(head, () => `${head}\n${pictures.join('\n\n')}\n`);
}

/**
 * Writes a page for each question, its pictures, and `README.md` with all claims. Gives the paths of what it wrote.
 * @param experiments as the settings of that run make them, with their claims
 */
export function writeLabReport(
  results: Results,
  experiments: readonly Experiment[],
  folder: string,
): readonly string[] {
  mkdirSync(folder, { recursive: true });
  const claims = answersOf(results, experiments);
  const written: string[] = [];
  const write = (name: string, content: string) => {
    const file = join(folder, name);
    writeFileSync(file, content);
    written.push(file);
  };
  const pages = QUESTIONS.flatMap((question) => {
    const own = results.experiments.filter(({ topic }) => topic === question);
    if (own.length === 0) return [];
    const title = PAGE_TITLES[question] ?? own[0]?.title ?? question;
    const plain = markdownOf(
      title,
      own.map((one) => sectionOf(one, claims)),
    );
    write(`${question}.md`, own.reduce(withPictures, plain));
    for (const { file, svg } of own.flatMap(movedPlots)) write(file, `${svg}\n`);
    return [`- [${title}](${question}.md)`];
  });
  const summary = markdownOf(TITLE, [
    {
      id: 'claims',
      title: 'Claims',
      paragraphs: [countsOf(claims)],
      list: [],
      tables: [claimsTable(claims)],
    },
    { id: 'limits', title: 'What this does not prove', paragraphs: [], list: LIMITS, tables: [] },
    originSection(results),
  ]);
  write(
    'README.md',
    summary.replace(`# ${TITLE}\n`, () => `# ${TITLE}\n\n${pages.join('\n')}\n`),
  );
  return written;
}
