import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join, matchesGlob } from 'node:path';
import { pathToFileURL } from 'node:url';
import { workspaceRoot } from '@ride-hailing/stack';

const root = workspaceRoot();
const tool = join(root, 'tools/mutation.mjs');

/** Reads the rules in another process, since Jest does not load ES modules. */
function pureRules(): [string, string[]][] {
  const rules = pathToFileURL(join(root, 'tools/mutation-rules.mjs')).href;
  const program = `import { PURE_RULES } from '${rules}'; console.log(JSON.stringify(PURE_RULES));`;
  const said = execFileSync(process.execPath, ['--input-type=module', '-e', program], { encoding: 'utf8' });
  return Object.entries(JSON.parse(said) as Record<string, string[]>);
}

/** `a/{b,c}.ts` -> `a/b.ts`, `a/c.ts` */
const withoutBraces = (pattern: string): string[] => {
  const [braces, names] = /\{([^}]*)\}/.exec(pattern) ?? [];
  if (braces === undefined || names === undefined) return [pattern];
  return names.split(',').flatMap((name) => withoutBraces(pattern.replace(braces, name)));
};

const isThere = (path: string): boolean =>
  existsSync(path) ||
  (existsSync(dirname(path)) &&
    readdirSync(dirname(path)).some((name) => matchesGlob(join(dirname(path), name), path)));

describe('mutation testing', () => {
  it('names only rules that exist', () => {
    const named = pureRules().flatMap(([, [folder = '', ...patterns]]) =>
      patterns.flatMap(withoutBraces).map((pattern) => join(folder, pattern)),
    );
    expect(named.length).toBeGreaterThan(30);
    expect(named.filter((pattern) => !isThere(join(root, pattern)))).toEqual([]);
  });

  it('finds its tool, with the test runner beside it', () => {
    const core = createRequire(tool).resolve('@stryker-mutator/core/package.json');
    expect(existsSync(join(dirname(core), 'bin/stryker.js'))).toBe(true);
    expect(existsSync(join(dirname(core), '../jest-runner/package.json'))).toBe(true);
  });
});
