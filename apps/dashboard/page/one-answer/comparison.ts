import { type Answer, answerIn } from './answer';

export interface Compared {
  readonly approach: string;
  readonly outcome: string;
  readonly tookMs: number | null;
  readonly answer: Answer | null;
  readonly problem: string | null;
  /** Paths whose values differ from those of the reference. */
  readonly differs: readonly string[];
  readonly behindBy: number | null;
}

export interface Comparison {
  /** The approach that the others are compared with. */
  readonly reference: string | null;
  readonly approaches: readonly Compared[];
}

/** A field whose value is not the same with all approaches that answered. */
export interface Difference {
  readonly path: string;
  /** By approach, in the order of the comparison; null where there is no such value. */
  readonly values: readonly (string | null)[];
  /** Whether the value differs from that of the reference. */
  readonly differs: readonly boolean[];
}

type Json = Readonly<Record<string, unknown>>;

/** Reads the body of `GET /drivers/:id/current-ride/comparison`; null when it is none. */
export function comparisonIn(body: unknown): Comparison | null {
  const { reference, approaches } = (body ?? {}) as Json;
  if (!Array.isArray(approaches)) return null;
  return {
    reference: typeof reference === 'string' ? reference : null,
    approaches: (approaches as unknown[]).map((each) => comparedIn((each ?? {}) as Json)),
  };
}

function comparedIn({ approach, outcome, tookMs, answer, problem, differs, behindBy }: Json): Compared {
  const { title, detail } = (problem ?? {}) as Json;
  return {
    approach: String(approach),
    outcome: String(outcome),
    tookMs: typeof tookMs === 'number' ? tookMs : null,
    answer: answerIn(answer),
    problem: problem ? [title, detail].filter((part) => typeof part === 'string').join('. ') : null,
    differs: Array.isArray(differs) ? differs.map(String) : [],
    behindBy: typeof behindBy === 'number' ? behindBy : null,
  };
}

/** Whether one of the differing paths is this field, lies in it, or holds it. */
export const isAmong = (field: string, paths: readonly string[]): boolean =>
  paths.some((path) => path === field || within(path, field) || within(field, path));

const within = (inner: string, outer: string) =>
  inner.startsWith(outer) && ['.', '['].includes(inner.charAt(outer.length));

/** The fields that at least one approach answers differently, in their order on the card. */
export function differencesIn({ approaches }: Comparison): readonly Difference[] {
  const answers = approaches.flatMap(({ answer }) => answer ?? []);
  const paths = [...new Set(answers.flatMap(({ fields }) => fields.map(({ path }) => path)))];
  return paths
    .map((path) => ({
      path,
      values: approaches.map(
        ({ answer }) => answer?.fields.find((field) => field.path === path)?.text ?? null,
      ),
      differs: approaches.map(({ differs }) => isAmong(path, differs)),
    }))
    .filter(({ differs }) => differs.includes(true));
}
