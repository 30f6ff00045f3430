import { asLine, type Problem } from './problem';

/** Why there is nothing to see. */
export function Failure({ problem, what }: { readonly problem: Problem; readonly what: string }) {
  return (
    <p class="notice bad" role="alert">
      <strong>{what}</strong> {asLine(problem)}
      {problem.status >= 400 ? ` (HTTP ${problem.status})` : ''}
    </p>
  );
}
