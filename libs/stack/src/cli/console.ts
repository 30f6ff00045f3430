import { join } from 'node:path';
import { workspaceRoot } from '../workspace-root';

export const say = (...lines: string[]): void => lines.forEach((line) => console.log(line));

/** Where a checkout keeps its data, logs, passwords and stack.json. */
export const stackFolder = (): string => join(workspaceRoot(), '.stack');
