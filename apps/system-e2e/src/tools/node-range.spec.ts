import { createRequire } from 'node:module';
import { join } from 'node:path';
import { workspaceRoot } from '@ride-hailing/stack';

const { satisfies } = createRequire(__filename)(join(workspaceRoot(), 'tools/node-range.cjs')) as {
  satisfies: (version: string, range: string) => boolean;
};

const RANGE = '^22.19 || ^24.11 || >=26';

describe('the range of supported versions', () => {
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
