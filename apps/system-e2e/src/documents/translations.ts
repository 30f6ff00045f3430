import { readWalkthrough } from '@ride-hailing/stack';
import { dirname, join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';

/** A page, with its path from the root of the repository. */
export interface Page {
  readonly path: string;
  readonly text: string;
}

const FENCE = /^```(\w*)\n([^]*?)^```$/gm;
const SHELL_COMMENT = /(?:^|\s+)#\s.*$/gm;
const MERMAID_LABEL = /"[^"]*"/g;

const withoutFences = (text: string): string => text.replace(FENCE, '');

const headingLevels = (text: string): number[] =>
  [...withoutFences(text).matchAll(/^(#+) /gm)].map(([, marks = '']) => marks.length);

const comments = (text: string): string[] =>
  [...withoutFences(text).matchAll(/<!--[^]*?-->/g)].map(([comment]) => comment);

/** What is between backticks, once each, in any order. A Korean page may repeat it where English has a pronoun. */
const codeWords = (text: string): Set<string> =>
  new Set([...withoutFences(text).matchAll(/`([^`]+)`/g)].map(([, code = '']) => code.replace(/\s+/g, ' ')));

/** The blocks of a page without what is written for people: comments of commands, and labels of diagrams. */
const blocks = (text: string): string[] =>
  [...text.matchAll(FENCE)].map(([, language = '', body = '']) => {
    const forPeople = language === 'sh' ? SHELL_COMMENT : language === 'mermaid' ? MERMAID_LABEL : undefined;
    return `${language}\n${forPeople ? body.replace(forPeople, '') : body}`;
  });

/** The targets of relative links from the root of the repository, with anchors. */
export const linkTargets = ({ path, text }: Page): string[] =>
  [...withoutFences(text).matchAll(/\]\((?!https?:)([^)\s]+)\)/g)].map(([, target = '']) =>
    target.startsWith('#') ? path + target : join(dirname(path), target),
  );

function firstDifference<T>(what: string, english: readonly T[], korean: readonly T[]): string[] {
  const at = Array.from({ length: Math.max(english.length, korean.length) }).findIndex(
    (_, index) => !isDeepStrictEqual(english[index], korean[index]),
  );
  if (at < 0) return [];
  const shown = (one: T | undefined): string => (one === undefined ? 'nothing' : JSON.stringify(one));
  return [`${what} ${at + 1}: ${shown(english[at])} in English, ${shown(korean[at])} in Korean`];
}

/**
 * How a Korean page differs from the English one in what is not language: headings, blocks, links, comments, and words of
 * code that it lacks.
 * @param translated the paths of English pages, each with that of its Korean page, to which Korean pages must link
 */
export function pageDifferences(
  english: Page,
  korean: Page,
  translated: ReadonlyMap<string, string>,
): string[] {
  const towards = (target: string): string => {
    const [path = '', anchor] = target.split('#');
    return [translated.get(path) ?? path, ...(anchor === undefined ? [] : [anchor])].join('#');
  };
  const toOneAnother = new Set([english.path, korean.path]);
  const links = (page: Page): string[] => linkTargets(page).filter((target) => !toOneAnother.has(target));
  const koreanCode = codeWords(korean.text);
  const missing = [...codeWords(english.text)].filter((code) => !koreanCode.has(code));
  return [
    ...firstDifference('level of heading', headingLevels(english.text), headingLevels(korean.text)),
    ...firstDifference('block', blocks(english.text), blocks(korean.text)),
    ...firstDifference('comment', comments(english.text), comments(korean.text)),
    ...firstDifference('link in order of names', links(english).map(towards).sort(), links(korean).sort()),
    ...missing.map((code) => `\`${code}\` is missing in Korean`),
  ];
}

/**
 * How two walkthroughs differ in what a terminal types and expects (commands, outputs, limits, terminals and views), and in
 * whether there is text before, between and after.
 */
export const stepDifferences = (english: string, korean: string): string[] => {
  const steps = (text: string): object[] =>
    readWalkthrough(text).steps.map(({ commands, expected, withinSeconds, terminal, view, ...said }) => {
      const around = [said.text, said.announcement, said.remark].map(Boolean);
      return { commands, expected, withinSeconds, terminal, view, around };
    });
  return firstDifference('step', steps(english), steps(korean));
};
