import { resolve } from 'node:path';
import { workspaceRoot } from '../../workspace-root';

export const say = (...lines: string[]): void => lines.forEach((line) => console.log(line));

/** Where a checkout keeps its data, logs, passwords and stack.json. `STACK_FOLDER` moves it. */
export const stackFolder = (): string => resolve(workspaceRoot(), process.env.STACK_FOLDER || '.stack');

/** Lines of columns, each as wide as its widest cell. */
export function table(rows: readonly (readonly string[])[]): string[] {
  const widths = (rows[0] ?? []).map((_, column) =>
    Math.max(...rows.map((row) => (row[column] ?? '').length)),
  );
  return rows.map((row) =>
    row
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join('  ')
      .trimEnd(),
  );
}
