import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { markdownOf } from '../../format/markdown';
import { type Results } from '../results';
import { answerClaims } from './claims';
import { pageOf } from './page';
import { sectionsOf } from './sections';

const TITLE = 'Trade-offs of sharing data, measured';

export interface WrittenReport {
  readonly markdown: string;
  readonly html: string;
}

/**
 * Writes what a person reads of a run, beside its results.json.
 * @param earlier a run to compare it with
 */
export function writeReport(results: Results, folder: string, earlier?: Results): WrittenReport {
  const sections = sectionsOf(results, answerClaims(results), earlier);
  const written = { markdown: join(folder, 'tradeoffs.md'), html: join(folder, 'tradeoffs.html') };
  mkdirSync(folder, { recursive: true });
  writeFileSync(written.markdown, markdownOf(TITLE, sections));
  writeFileSync(written.html, pageOf(TITLE, sections, results));
  return written;
}
