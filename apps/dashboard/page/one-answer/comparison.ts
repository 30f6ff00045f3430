import { type Answer, answerIn, fieldsOf } from './answer';

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

/** The body of `GET /drivers/:id/current-ride/comparison`. */
interface Body {
  readonly reference: string | null;
  readonly approaches: readonly (Omit<Compared, 'answer' | 'problem'> & {
    readonly answer: unknown;
    readonly problem: { readonly title?: string; readonly detail?: string } | null;
  })[];
}

/** Null for a body that is no comparison. */
export function comparisonIn(body: unknown): Comparison | null {
  const { reference = null, approaches } = (body ?? {}) as Partial<Body>;
  if (!Array.isArray(approaches)) return null;
  const compared = (approaches as Body['approaches']).map(({ answer, problem, ...each }) => ({
    ...each,
    answer: answerIn(answer),
    problem: problem && [problem.title, problem.detail].filter(Boolean).join('. '),
  }));
  return { reference, approaches: compared };
}

/** Whether one of the differing paths is this field, lies in it, or holds it. */
export const isAmong = (field: string, paths: readonly string[]): boolean =>
  paths.some((path) => path === field || within(path, field) || within(field, path));

const within = (inner: string, outer: string) =>
  inner.startsWith(outer) && ['.', '['].includes(inner.charAt(outer.length));

/** The fields that at least one approach answers differently, in their order on the card. */
export function differencesIn({ approaches }: Comparison): readonly Difference[] {
  const fields = approaches.map(({ answer }) => (answer ? fieldsOf(answer) : []));
  const paths = [...new Set(fields.flat().map(({ path }) => path))];
  return paths
    .map((path) => ({
      path,
      values: fields.map((of) => of.find((field) => field.path === path)?.text ?? null),
      differs: approaches.map(({ differs }) => isAmong(path, differs)),
    }))
    .filter(({ differs }) => differs.includes(true));
}
