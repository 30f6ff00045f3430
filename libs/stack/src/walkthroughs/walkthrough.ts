import { checkPlaceholders, type Expectation } from './expectation';

/** One block of commands of a walkthrough, and its expected output. */
export interface Step {
  /** The line of its first command in the file. */
  readonly line: number;
  readonly commands: string;
  /** The terminal of the steps before it, or another one, where it keeps running. */
  readonly terminal: 'same' | 'another';
  readonly expectation: Expectation;
  /** How long it may be retried, in ms; 0: the first output counts. */
  readonly withinMs: number;
}

interface Fence {
  readonly language: string;
  readonly line: number;
  readonly body: string;
  /** The text between the previous fence and this one. */
  readonly lead: string;
}

const FENCE = /^```(.*)$/;
const ANOTHER_TERMINAL = /\banother terminal\b|다른 터미널/i;
const WITHIN = /\bwithin (\d+) seconds?\b|(\d+)초 안에/i;
const PRINTS_NOTHING = /\bprints? nothing\b|아무것도 출력하지 않/i;

class WalkthroughError extends Error {
  constructor(line: number, what: string) {
    super(`line ${line}: ${what}`);
  }
}

/** The fenced blocks of a document, and the text after the last one. */
function fencesOf(document: string): { fences: Fence[]; rest: string } {
  const fences: Fence[] = [];
  let lead: string[] = [];
  let open: { language: string; line: number; body: string[] } | undefined;
  document.split('\n').forEach((text, index) => {
    const [, language] = FENCE.exec(text) ?? [];
    if (language === undefined) (open?.body ?? lead).push(text);
    else if (!open) open = { language, line: index + 1, body: [] };
    else {
      fences.push({ ...open, body: open.body.join('\n'), lead: lead.join('\n') });
      lead = [];
      open = undefined;
    }
  });
  if (open) throw new WalkthroughError(open.line, 'the block is not closed');
  return { fences, rest: lead.join('\n') };
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

/** The last paragraph before a block, which says where its commands are typed. */
const lastParagraph = (lead: string): string =>
  lead
    .trim()
    .split(/\n\s*\n/)
    .at(-1) ?? '';

function stepAt(fences: readonly Fence[], at: number, rest: string): Step {
  const fence = fences[at];
  if (!fence) throw new Error(`no block ${at}`);
  const next = fences[at + 1];
  const said = next?.lead ?? rest;
  const expects = next && next.language !== 'sh' ? expectationIn(next) : undefined;
  if (!expects && !PRINTS_NOTHING.test(said)) {
    throw new WalkthroughError(fence.line, 'neither a json nor a text block says what these commands print');
  }
  const [, english, korean] = (expects && WITHIN.exec(said)) ?? [];
  return {
    line: fence.line + 1,
    commands: fence.body,
    terminal: ANOTHER_TERMINAL.test(lastParagraph(fence.lead)) ? 'another' : 'same',
    expectation: expects ?? { kind: 'nothing' },
    withinMs: Number(english ?? korean ?? 0) * 1_000,
  };
}

/**
 * Reads a walkthrough, whose `sh` blocks are typed one after another. After each follows a `json` block with a part of
 * the answer, a `text` block with printed lines, or the words "prints nothing". With the words "within N seconds"
 * between the two, the block is retried until its output fits. With "another terminal" right before a block, it keeps
 * running there. In Korean the words are "아무것도 출력하지 않", "N초 안에" and "다른 터미널".
 * @throws Error with the line of any other block, and of commands without an expectation
 */
export function readWalkthrough(document: string): Step[] {
  const { fences, rest } = fencesOf(document);
  fences.forEach(({ language, line }, index) => {
    if (!['sh', 'json', 'text'].includes(language)) {
      throw new WalkthroughError(line, `a block "${language}"; allowed are sh, json and text`);
    }
    if (language !== 'sh' && fences[index - 1]?.language !== 'sh') {
      throw new WalkthroughError(line, 'no commands stand before this expectation');
    }
  });
  const steps = fences.flatMap(({ language }, at) => (language === 'sh' ? [stepAt(fences, at, rest)] : []));
  if (steps.length === 0) throw new WalkthroughError(1, 'there are no commands');
  return steps;
}

/** The text with the ports 3000 to 3099 of its addresses replaced by those from `portBase`. */
export const onPorts = (document: string, portBase: number): string =>
  document.replace(
    /\blocalhost:30(\d\d)\b/g,
    (_, offset: string) => `localhost:${portBase + Number(offset)}`,
  );
