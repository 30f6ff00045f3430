import { type TourStep } from '@ride-hailing/contracts/without-grpc';
import { checkPlaceholders, type Expectation } from './expectation';
import { type Fence, fencesOf, WalkthroughError } from './fences';

/** One block of commands of a walkthrough, its expected output, and the Markdown around both. */
export interface Step extends TourStep {
  /** The line of its first command in the file. */
  readonly line: number;
  /** The terminal of the steps before it, or another one, where it keeps running. */
  readonly terminal: 'same' | 'another';
  readonly expectation: Expectation;
}

export interface Walkthrough {
  readonly title: string;
  /** Markdown between the title and the first heading below it. */
  readonly introduction: string;
  /** The text before the first commands starts the system with all approaches. */
  readonly needsAllApproaches: boolean;
  readonly steps: readonly Step[];
  /** Markdown after the last step. */
  readonly ending: string;
}

const ANOTHER_TERMINAL = /\banother terminal\b|다른 터미널/i;
const WITHIN = /\bwithin (\d+) seconds?\b|(\d+)초 안에/i;
const PRINTS_NOTHING = /\bprints? nothing\b|아무것도 출력하지 않/i;
const HEADING = /^##+ (.+)$/;

const paragraphsOf = (markdown: string): string[] => markdown.trim().split(/\n\s*\n/);
const joined = (paragraphs: readonly string[]): string => paragraphs.join('\n\n');

/** Splits the text between two steps: what is about the one before it, and the heading and text of the one after it. */
function split(lead: string): { readonly before: string; readonly heading?: string; readonly text: string } {
  const paragraphs = paragraphsOf(lead);
  const at = paragraphs.findLastIndex((one) => HEADING.test(one));
  if (at < 0) return { before: joined(paragraphs.slice(0, -1)), text: paragraphs.at(-1) ?? '' };
  const [, heading] = HEADING.exec(paragraphs[at] ?? '') ?? [];
  return { before: joined(paragraphs.slice(0, at)), heading, text: joined(paragraphs.slice(at + 1)) };
}

function expectationIn({ language, line, body }: Fence): Expectation {
  try {
    const expectation: Expectation =
      language === 'json'
        ? { kind: 'json', value: JSON.parse(body) }
        : { kind: 'lines', lines: body.split('\n').filter((text) => text.trim() !== '') };
    if (expectation.kind === 'lines' && expectation.lines.length === 0) throw new Error('it expects nothing');
    checkPlaceholders(expectation);
    return expectation;
  } catch (error) {
    throw new WalkthroughError(line, (error as Error).message);
  }
}

type Printed = Pick<Step, 'expected' | 'expectation' | 'announcement' | 'withinSeconds'> & {
  /** The text up to the next commands. */
  readonly following: string;
};

/** What the commands of a block should print. */
function printedBy(fences: readonly Fence[], at: number, rest: string): Printed {
  const next = fences[at + 1];
  const said = next?.lead ?? rest;
  if (next && next.language !== 'sh') {
    const [, english, korean] = WITHIN.exec(said) ?? [];
    return {
      expected: { language: next.language === 'json' ? 'json' : 'text', body: next.body },
      expectation: expectationIn(next),
      announcement: said.trim(),
      withinSeconds: Number(english ?? korean ?? 0),
      following: fences[at + 2]?.lead ?? rest,
    };
  }
  const [announcement = '', ...following] = paragraphsOf(said);
  if (PRINTS_NOTHING.test(announcement)) {
    const nothing = { expected: null, expectation: { kind: 'nothing' }, withinSeconds: 0 } as const;
    return { ...nothing, announcement, following: joined(following) };
  }
  const line = fences[at]?.line ?? 1;
  throw new WalkthroughError(line, 'neither a json nor a text block says what these commands print');
}

function checkOrder(fences: readonly Fence[]): void {
  fences.forEach(({ language, line, view }, index) => {
    if (!['sh', 'json', 'text'].includes(language)) {
      throw new WalkthroughError(line, `a block "${language}"; allowed are sh, json and text`);
    }
    if (language !== 'sh' && fences[index - 1]?.language !== 'sh') {
      throw new WalkthroughError(line, 'no commands stand before this expectation');
    }
    if (language !== 'sh' && view) throw new WalkthroughError(line, 'a view stands before commands only');
  });
  if (!fences.some(({ language }) => language === 'sh'))
    throw new WalkthroughError(1, 'there are no commands');
}

/**
 * Reads a walkthrough, whose `sh` blocks are typed one after another. After each follows a `json` block with a part of
 * the answer, a `text` block with printed lines, or a paragraph with the words "prints nothing". With the words "within
 * N seconds" between the two, the block is retried until its output fits. With "another terminal" right before a block,
 * it keeps running there. In Korean the words are "아무것도 출력하지 않", "N초 안에" and "다른 터미널". A comment such
 * as `<!-- page: one-answer -->` before a block names the view of the page that shows what happens.
 *
 * Text between two steps is about the former up to its last heading or, without one, its last paragraph.
 * @throws WalkthroughError with the line of any other block or comment, and of commands without an expectation
 */
export function readWalkthrough(document: string): Walkthrough {
  const { fences, rest } = fencesOf(document);
  checkOrder(fences);
  const beginning = fences[0]?.lead ?? '';
  const [first = '', ...opening] = paragraphsOf(beginning);
  const all = fences.flatMap((fence, at) =>
    fence.language === 'sh' ? [{ fence, printed: printedBy(fences, at, rest) }] : [],
  );
  const [, title] = /^# (.+)$/.exec(first) ?? [];
  if (title === undefined) throw new WalkthroughError(1, 'a walkthrough begins with its title');
  let lead = split(joined(opening));
  const [introduction = ''] = lead.before.split(/^##+ /m);
  let heading = '';
  const steps = all.map(({ fence, printed: { following, ...printed } }, index): Step => {
    heading = lead.heading ?? heading;
    const { text } = lead;
    lead = split(following);
    return {
      ...{ number: index + 1, line: fence.line + 1, heading, text, commands: fence.body, view: fence.view },
      ...printed,
      remark: index + 1 < all.length ? lead.before : '',
      terminal: ANOTHER_TERMINAL.test(paragraphsOf(text).at(-1) ?? '') ? 'another' : 'same',
    };
  });
  return {
    title,
    introduction: introduction.trim(),
    needsAllApproaches: /--approaches\s+all\b/.test(beginning),
    steps,
    ending: all.at(-1)?.printed.following.trim() ?? '',
  };
}

/** The text with the ports 3000 to 3099 of its addresses replaced by those from `portBase`. */
export const onPorts = (document: string, portBase: number): string =>
  document.replace(
    /\blocalhost:30(\d\d)\b/g,
    (_, offset: string) => `localhost:${portBase + Number(offset)}`,
  );
