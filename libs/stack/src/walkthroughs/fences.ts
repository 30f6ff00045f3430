import { TOUR_VIEWS, type TourView } from '@ride-hailing/contracts/without-grpc';

/** A fenced block of a document. */
export interface Fence {
  readonly language: string;
  readonly line: number;
  readonly body: string;
  /** The text between the previous fence and this one, without the comments that name views. */
  readonly lead: string;
  /** The view that a comment in the lead names. */
  readonly view: TourView | null;
}

const FENCE = /^```(.*)$/;
const COMMENT = /^<!--\s*(?:page:\s*(.*?))?\s*-->$/;

export class WalkthroughError extends Error {
  constructor(line: number, what: string) {
    super(`line ${line}: ${what}`);
  }
}

function viewNamed(comment: string, line: number): TourView {
  const view = TOUR_VIEWS.find((one) => one === COMMENT.exec(comment)?.[1]);
  if (view) return view;
  throw new WalkthroughError(line, `${comment}; allowed is <!-- page: ${TOUR_VIEWS.join(' | ')} -->`);
}

/**
 * The fenced blocks of a document, and the text after the last one.
 * @throws WalkthroughError for a block that is not closed, an unknown comment, and a second one before the same block
 */
export function fencesOf(document: string): { fences: Fence[]; rest: string } {
  const fences: Fence[] = [];
  let lead: string[] = [];
  let view: TourView | null = null;
  let open: { language: string; line: number; body: string[] } | undefined;
  document.split('\n').forEach((text, index) => {
    const line = index + 1;
    const [, language] = FENCE.exec(text) ?? [];
    if (language === undefined && open) open.body.push(text);
    else if (language === undefined && text.startsWith('<!--')) {
      if (view) throw new WalkthroughError(line, 'a second view before the same commands');
      view = viewNamed(text, line);
    } else if (language === undefined) lead.push(text);
    else if (!open) open = { language, line, body: [] };
    else {
      fences.push({ ...open, body: open.body.join('\n'), lead: lead.join('\n'), view });
      lead = [];
      view = null;
      open = undefined;
    }
  });
  if (open) throw new WalkthroughError(open.line, 'the block is not closed');
  if (view) throw new WalkthroughError(document.split('\n').length, 'no commands stand after the last view');
  return { fences, rest: lead.join('\n') };
}
