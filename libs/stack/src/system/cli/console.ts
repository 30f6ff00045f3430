import { resolve } from 'node:path';
import { workspaceRoot } from '../../workspace-root';

export const say = (...lines: string[]): void => lines.forEach((line) => console.log(line));

/** The folder of the checkout's data, logs, passwords and stack.json, unless `STACK_FOLDER` names another. */
export const stackFolder = (): string => resolve(workspaceRoot(), process.env.STACK_FOLDER || '.stack');

/** Aligns cells in columns, and returns the lines. */
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
