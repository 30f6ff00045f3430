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

describe('the range of supported versions', () => {
  const RANGE = '^22.19 || ^24.11 || >=26';

  it.each(['22.19.0', '22.23.3', '24.11.0', '24.21.0', '26.0.0', '27.1.2'])('contains %s', (version) => {
    expect(satisfies(version, RANGE)).toBe(true);
  });

  it.each(['18.20.8', '20.20.2', '22.18.9', '23.11.0', '24.10.9', '25.3.0'])(
    'does not contain %s',
    (version) => {
      expect(satisfies(version, RANGE)).toBe(false);
    },
  );

  it('compares patch versions where it names them', () => {
    expect(satisfies('24.11.1', '^24.11.2')).toBe(false);
    expect(satisfies('24.11.2', '>=24.11.2')).toBe(true);
  });
});
