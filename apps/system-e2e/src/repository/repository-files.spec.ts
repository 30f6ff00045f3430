import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import {
  linksIn,
  manifest,
  metricsIn,
  PAGES,
  pathsIn,
  ROOT,
  scriptsNamedIn,
  sources,
  textOf,
} from './repository-files';

const exists = (path: string): boolean => existsSync(join(ROOT, path));

describe('the pages', () => {
  it('README, CHANGELOG, CONTRIBUTING and SECURITY exist', () => {
    expect(PAGES).toEqual(
      expect.arrayContaining(['README.md', 'CHANGELOG.md', 'CONTRIBUTING.md', 'SECURITY.md']),
    );
  });

  it.each(PAGES)('%s names commands, links and paths that exist', (page) => {
    const text = textOf(page);
    expect(scriptsNamedIn(text).filter((name) => !(name in manifest.scripts))).toEqual([]);
    expect(linksIn(text).filter((target) => !exists(join(dirname(page), target)))).toEqual([]);
    expect(pathsIn(text).filter((path) => !exists(path))).toEqual([]);
  });

  it('CONTRIBUTING names only files that exist in their folders', () => {
    const folders = [
      'apps/driver-service/src/ride-details',
      'apps/driver-service/src/approaches',
      'apps/ride-service/src/publications',
      'apps/ride-service/src/ride-holds',
      'apps/ride-service/src/rides',
      'libs/contracts/src',
    ];
    const named = [...textOf('CONTRIBUTING.md').matchAll(/`([a-z][\w-]*(?:\.[a-z-]+)*\.ts)`/g)].map(
      ([, name = '']) => name,
    );
    expect(named.length).toBeGreaterThan(8);
    expect(named.filter((name) => !folders.some((folder) => exists(join(folder, name))))).toEqual([]);
  });

  it('docs/running-it-for-real.md names only metrics that a service has in what it says about alerts', () => {
    const [, alerts = ''] = textOf('docs/running-it-for-real.md').split(/^## (?:Alerts|Back up)$/m);
    const named = metricsIn(alerts);
    expect(named.length).toBeGreaterThan(12);
    const text = sources();
    expect(named.filter((name) => !text.includes(`name: '${name}'`))).toEqual([]);
  });

  it('finds commands, links and paths in a text', () => {
    const text =
      'Run `npm test`, `npm run -s token -- --role x`, [a](docs/a.md#b) [c](https://d) `apps/x/y.ts`.';
    expect(scriptsNamedIn(text)).toEqual(['test', 'token']);
    expect(linksIn(text)).toEqual(['docs/a.md']);
    expect(pathsIn(text)).toEqual(['apps/x/y.ts']);
  });
});

describe('the other files of the repository', () => {
  it('LICENSE contains the license that package.json names', () => {
    expect(manifest.license).toBe('MIT');
    expect(textOf('LICENSE')).toMatch(/^MIT License\n\nCopyright \(c\) \d{4} the authors of this project\n/);
  });

  it('CHANGELOG begins with the version of package.json', () => {
    expect(/^## (\S+) - /m.exec(textOf('CHANGELOG.md'))?.[1]).toBe(manifest.version);
  });

  it('.editorconfig agrees with the formatter', () => {
    const every = /\[\*\]\n([^[]*)/.exec(textOf('.editorconfig'))?.[1] ?? '';
    const editor = new Map(every.split('\n').map((line) => line.split(' = ') as [string, string]));
    const formatter: unknown = JSON.parse(textOf('.prettierrc.json'));
    expect(formatter).toMatchObject({ printWidth: Number(editor.get('max_line_length')) });
    // These are the formatter's defaults, which .prettierrc.json does not change.
    expect(Object.keys(formatter as object).sort()).toEqual(['printWidth', 'singleQuote']);
    expect(Object.fromEntries(editor)).toMatchObject({
      indent_style: 'space',
      indent_size: '2',
      end_of_line: 'lf',
    });
  });

  it.each(['.vscode/extensions.json', '.vscode/settings.json'])('%s is JSON', (file) => {
    expect(Object.keys(JSON.parse(textOf(file)) as object)).not.toEqual([]);
  });
});
