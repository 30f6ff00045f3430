import { endSpan, kindOfError, recordingSpan, type Span, SpanKind, startChild } from '@ride-hailing/tracing';
import { type Pool } from 'pg';

type Query = (...args: unknown[]) => unknown;

/** Values are no part of the text: statements of this system have parameters. */
function startStatementSpan(statement: unknown): Span | undefined {
  if (!recordingSpan()) return undefined;
  const { name, text } = (typeof statement === 'string' ? { text: statement } : statement) as {
    name?: string;
    text?: string;
  };
  const plain = (text ?? '').trim().replace(/\s+/g, ' ');
  return startChild({
    name: name ?? plain.split(' ', 1)[0] ?? '',
    kind: SpanKind.CLIENT,
    attributes: { 'db.system.name': 'postgresql', 'db.query.text': plain },
  });
}

/**
 * Sends a statement in a span of its own, if the caller's span is recorded. A statement with a callback is left alone:
 * a pool sends those, often in the context of the caller that gave the connection back.
 */
export function inStatementSpan(query: Query, args: unknown[]): unknown {
  const span = typeof args.at(-1) === 'function' ? undefined : startStatementSpan(args[0]);
  if (!span) return query(...args);
  const result = query(...args);
  if (!(result instanceof Promise)) {
    endSpan(span);
    return result;
  }
  result.then(
    () => endSpan(span),
    (error: unknown) => endSpan(span, kindOfError(error)),
  );
  return result;
}

/** Gives each statement of `pool.query` a span, which includes the wait for a connection. */
export function traceStatements(pool: Pool): void {
  const query = pool.query.bind(pool) as Query;
  pool.query = ((...args: unknown[]) => inStatementSpan(query, args)) as Pool['query'];
}
