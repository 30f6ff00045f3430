import { posix } from 'node:path';
import { runningTitles } from './test-titles';

const SPEC = /^(apps|libs)\/.+\.(int-|e2e-|long-|load-)?spec\.ts$/;
/** A part of a spec that stands in the tests' folder of its project: the linter sees to it that the spec runs what it imports. */
const PART = /^import .* from '((?:\.\.\/)+test\/[^']+)';$/gm;
const GUARANTEED = '## Guaranteed';
/** A guarantee is an item of a list. Items below it name tests: a file and a title, each between backticks. */
const GUARANTEE = /^- (.+)$/;
const PROOF = /^ {2,}[-*] (.*)$/;
const FILE_AND_TITLE = /^`([^`]+)`: (`+) ?(.+?) ?\2$/;

interface Guarantee {
  readonly says: string;
  /** As written in the document. */
  readonly proofs: string[];
}

function guaranteesOf(document: string): Guarantee[] {
  const guarantees: Guarantee[] = [];
  let isGuaranteed = false;
  for (const line of document.split('\n')) {
    if (/^##? /.test(line)) isGuaranteed = line.trim() === GUARANTEED;
    if (!isGuaranteed) continue;
    const [, says] = GUARANTEE.exec(line) ?? [];
    if (says !== undefined) guarantees.push({ says, proofs: [] });
    const [, proof] = PROOF.exec(line) ?? [];
    if (proof !== undefined) guarantees.at(-1)?.proofs.push(proof);
  }
  return guarantees;
}

function faultOf(proof: string, sourceOf: (path: string) => string | undefined): string | undefined {
  const [, path, , title] = FILE_AND_TITLE.exec(proof) ?? [];
  if (path === undefined || title === undefined) return `is not \`file\`: \`title\``;
  if (!SPEC.test(path)) return `${path} is no spec that is run`;
  const source = sourceOf(path);
  if (source === undefined) return `${path} does not exist`;
  const parts = [...source.matchAll(PART)].map(([, part = '']) =>
    posix.join(posix.dirname(path), `${part}.ts`),
  );
  const isRun = [source, ...parts.map(sourceOf)].some((one = '') => runningTitles(one).has(title));
  return isRun ? undefined : `${path} runs no test "${title}"`;
}

/**
 * The faults of a document of guarantees; empty when every guarantee names tests that exist and run.
 * @param sourceOf the text of a file, by its path from the root of the workspace; undefined when there is none
 */
export function faultsOf(document: string, sourceOf: (path: string) => string | undefined): string[] {
  const guarantees = guaranteesOf(document);
  if (guarantees.length === 0) return [`there is no guarantee under "${GUARANTEED}"`];
  return guarantees.flatMap(({ says, proofs }) => {
    if (proofs.length === 0) return [`${says}: names no test`];
    return proofs.flatMap((proof) => {
      const fault = faultOf(proof, sourceOf);
      return fault === undefined ? [] : [`${says}: ${fault}`];
    });
  });
}
