import { workspaceRoot } from '@ride-hailing/stack';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import {
  ON_ALL_APPROACHES,
  ON_HYBRID,
  SLOW_ON_HYBRID,
  takeTour,
  WALK_WITHIN_MS,
  walkedSystem,
} from './walks';

it('takes every walkthrough of docs/walkthroughs as a tour', () => {
  const files = readdirSync(join(workspaceRoot(), 'docs/walkthroughs')).filter((name) =>
    name.endsWith('.md'),
  );
  const tours = [...ON_HYBRID, ...SLOW_ON_HYBRID, ...ON_ALL_APPROACHES];
  expect(files.sort()).toEqual(tours.map((name) => `${name}.md`).sort());
});

describe('the tours on npm start', () => {
  const system = walkedSystem();

  it.each(ON_HYBRID)(
    'types every command of the walkthrough %s as a tour, and each prints what the text says',
    (name) => takeTour(name, system().folder),
    WALK_WITHIN_MS,
  );
});
