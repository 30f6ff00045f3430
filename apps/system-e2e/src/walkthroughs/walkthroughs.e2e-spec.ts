import { readdirSync } from 'node:fs';
import { itWalks, ON_ALL_APPROACHES, ON_HYBRID, WALKTHROUGHS } from './walks';

it('runs every walkthrough of docs/walkthroughs', () => {
  const files = readdirSync(WALKTHROUGHS).filter((name) => name.endsWith('.md'));
  expect(files.sort()).toEqual([...ON_HYBRID.files, ...ON_ALL_APPROACHES.files].sort());
});

itWalks(ON_HYBRID);
