import { createRequire } from 'node:module';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { workspaceRoot } from '@ride-hailing/stack';

const root = workspaceRoot();
const { satisfies } = createRequire(__filename)(join(root, 'tools/node-range.cjs')) as {
  satisfies: (version: string, range: string) => boolean;
};
const json = (file: string) =>
  JSON.parse(readFileSync(join(root, file), 'utf8')) as {
    engines: { node: string };
    dependencies: Record<string, string>;
  };

const version = readFileSync(join(root, '.nvmrc'), 'utf8').trim();
const range = json('package.json').engines.node;

describe('the Node version that the project is developed with', () => {
  it('is named in full, and supported', () => {
    expect(version).toMatch(/^\d+\.\d+\.\d+$/);
    expect(satisfies(version, range)).toBe(true);
  });

  it('matches the version of its types', () => {
    expect(json('tools/package.json').dependencies['@types/node']?.split('.')[0]).toBe(version.split('.')[0]);
  });

  it('no version of Node without maintenance is supported', () => {
    expect(range).toBe('^22.19 || ^24.11 || >=26');
    for (const old of ['18.20.8', '20.20.2', '21.7.3', '23.11.1', '25.9.0'])
      expect([old, satisfies(old, range)]).toEqual([old, false]);
  });
});
