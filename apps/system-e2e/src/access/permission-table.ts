import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { workspaceRoot } from '@ride-hailing/stack';

export const CALLERS = ['rider', 'driver', 'dispatcher'] as const;
export type Caller = (typeof CALLERS)[number];
type Permission = 'any' | 'own' | 'no';

export interface Row {
  /** Method and path, such as `GET /rides/{id}`. */
  readonly request: string;
  readonly permissions: Readonly<Record<Caller, Permission>>;
}

const DOCUMENT = join(workspaceRoot(), 'docs/who-may-do-what.md');

const permission = (cell: string): Permission => {
  if (cell === 'any' || cell === 'own' || cell === 'no') return cell;
  throw new Error(`"${cell}" is no permission`);
};

/** The table of docs/who-may-do-what.md. */
export function permissionTable(text = readFileSync(DOCUMENT, 'utf8')): Row[] {
  return [...text.matchAll(/^\| `([A-Z]+ [^`]+)` *\| *(\w+) *\| *(\w+) *\| *(\w+) *\|$/gm)].map(
    ([, request = '', rider = '', driver = '', dispatcher = '']) => ({
      request,
      permissions: {
        rider: permission(rider),
        driver: permission(driver),
        dispatcher: permission(dispatcher),
      },
    }),
  );
}
