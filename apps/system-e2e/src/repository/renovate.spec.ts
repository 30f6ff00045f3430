import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { ROOT, textOf } from './repository-files';

const { packageRules } = z
  .object({
    packageRules: z.array(
      z.object({
        description: z.string().optional(),
        groupName: z.string().optional(),
        matchPackageNames: z.array(z.string()).optional(),
        allowedVersions: z.string().optional(),
      }),
    ),
  })
  .parse(JSON.parse(textOf('renovate.json')));

const dependenciesSchema = z.object({
  dependencies: z.record(z.string(), z.string()).default({}),
  devDependencies: z.record(z.string(), z.string()).default({}),
});

/** The dependencies of every package.json of the repository. */
const installed = [
  '.',
  'tools',
  ...['apps', 'libs'].flatMap((at) => readdirSync(join(ROOT, at)).map((name) => join(at, name))),
]
  .map((folder) => join(folder, 'package.json'))
  .filter((file) => existsSync(join(ROOT, file)))
  .flatMap((file) => {
    const { dependencies, devDependencies } = dependenciesSchema.parse(JSON.parse(textOf(file)));
    return Object.entries({ ...dependencies, ...devDependencies });
  });

const matches = (pattern: string, name: string): boolean =>
  pattern.endsWith('/**') ? name.startsWith(pattern.slice(0, -2)) : name === pattern;

describe('the rules for newer versions', () => {
  it('groups packages that must be updated together', () => {
    const groups = packageRules.flatMap(({ groupName }) => groupName ?? []);
    expect(groups).toEqual(['nestjs', 'fastify', 'nx', 'eslint and typescript', 'aws']);
    for (const { groupName, matchPackageNames = [] } of packageRules) {
      const members = installed.filter(([name]) =>
        matchPackageNames.some((pattern) => matches(pattern, name)),
      );
      if (groupName !== undefined) expect([groupName, members.length > 0]).toEqual([groupName, true]);
    }
  });

  it.each([
    ['nats', 3],
    ['@nestjs/**', 12],
    ['undici', 8],
  ])('holds %s below %d, says why, and agrees with the project', (pattern, below) => {
    const rules = packageRules.filter(
      ({ matchPackageNames, allowedVersions }) => matchPackageNames?.includes(pattern) && allowedVersions,
    );
    expect(rules).toMatchObject([{ allowedVersions: `<${below}` }]);
    expect(rules[0]?.description?.split(' ').length).toBeGreaterThan(8);
    const versions = installed.filter(([name]) => matches(pattern, name)).map(([, version]) => version);
    expect(versions.length).toBeGreaterThan(0);
    expect(versions.filter((version) => Number(version.split('.')[0]) >= below)).toEqual([]);
  });

  it('every dependency is pinned to one exact version', () => {
    expect(installed.length).toBeGreaterThan(40);
    expect(installed.filter(([, version]) => !/^\d+\.\d+\.\d+(-[\w.]+)?$/.test(version))).toEqual([]);
  });
});
