import type { ComponentChildren } from 'preact';
import { Alert } from '../look/card';
import { asLine, type Problem } from './problem';
import type { Ordered } from './use-order';
import type { Loaded } from './use-request';

/** Why there is nothing to see. */
export const Failure = ({ problem, what }: { readonly problem: Problem; readonly what?: string }) => (
  <Alert>
    {what && <strong>{what} </strong>}
    {asLine(problem)}
    {problem.status >= 400 && ` (HTTP ${problem.status})`}
  </Alert>
);

interface ReadyProps<T> {
  readonly of: Loaded<T>;
  /** What failed when it did. */
  readonly failed: string;
  readonly loading: string;
  readonly children: (value: T) => ComponentChildren;
}

/** What was loaded, or that it is on the way, or why it could not be loaded. */
export function Ready<T>({ of: { value, problem }, failed, loading, children }: ReadyProps<T>) {
  if (problem) return <Failure problem={problem} what={failed} />;
  return <>{value === undefined ? <p class="dim">{loading}</p> : children(value)}</>;
}

/** What came of the last order. */
export const Outcome = ({
  of: { problem, said },
  failed,
}: {
  readonly of: Ordered;
  readonly failed?: string;
}) => (problem ? <Failure problem={problem} what={failed} /> : <p role="status">{said}</p>);
