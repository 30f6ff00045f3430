/** What the page shows of an answer that is not the one asked for. */
export interface Problem {
  /** HTTP status; 0 when no answer came. */
  readonly status: number;
  readonly title: string;
  readonly detail: string | null;
  readonly errors: readonly { readonly field: string; readonly message: string }[];
}

export class RequestFailed extends Error {
  constructor(readonly problem: Problem) {
    super(asLine(problem));
  }
}

/** Reads problem details (RFC 9457); a body that is none, such as a proxy's, gives a problem of the status alone. */
export function problemOf(status: number, body: unknown): Problem {
  const given = typeof body === 'object' && body !== null ? (body as Record<string, unknown>) : {};
  const text = (value: unknown) => (typeof value === 'string' && value !== '' ? value : null);
  const errors = (Array.isArray(given.errors) ? (given.errors as unknown[]) : []).flatMap((error) => {
    const { field, message } = (error ?? {}) as Record<string, unknown>;
    return typeof message === 'string' ? [{ field: text(field) ?? '', message }] : [];
  });
  return { status, title: text(given.title) ?? `HTTP ${status}`, detail: text(given.detail), errors };
}

/** A problem in one line. */
export function asLine({ title, detail, errors }: Problem): string {
  const faults = errors.map(({ field, message }) => (field ? `${field}: ${message}` : message));
  return [title, detail === title ? null : detail, ...faults].filter(Boolean).join('. ');
}
