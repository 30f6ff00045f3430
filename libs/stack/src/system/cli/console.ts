import { resolve } from 'node:path';
import { workspaceRoot } from '../../workspace-root';

export const say = (...lines: string[]): void => lines.forEach((line) => console.log(line));

/** Where a checkout keeps its data, logs, passwords and stack.json. `STACK_FOLDER` moves it. */
export const stackFolder = (): string => resolve(workspaceRoot(), process.env.STACK_FOLDER || '.stack');
