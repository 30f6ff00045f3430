import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { markdownOf } from '../format/markdown';
import type { Results } from '../results/results';
import { growthPlot } from './growth-plot';
import { sectionsOf } from './sections';
import { growthsOf } from './series';

const TITLE = 'Speed, measured';

/** Writes `report.md` and a picture for each series into the folder. Gives the paths of what it wrote. */
export function writeReport(results: Results, folder: string): readonly string[] {
  mkdirSync(folder, { recursive: true });
  let markdown = markdownOf(TITLE, sectionsOf(results));
  const pictures = growthsOf(results).flatMap((growth) => {
    const svg = growthPlot(growth);
    if (svg === undefined) return [];
    const name = `${growth.id}.svg`;
    const file = join(folder, name);
    writeFileSync(file, `${svg}\n`);
    const head = new RegExp(`(<a id="${growth.id}"></a>\\n\\n## [^\\n]+\\n)`);
    markdown = markdown.replace(head, (found) => `${found}\n![${growth.title} by ${growth.of}](${name})\n`);
    return [file];
  });
  const report = join(folder, 'report.md');
  writeFileSync(report, markdown);
  return [report, ...pictures];
}
