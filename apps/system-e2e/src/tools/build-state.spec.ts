import { mkdirSync, mkdtempSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { workspaceRoot } from '@ride-hailing/stack';

interface Sources {
  readonly digest: string;
  readonly changedAt: number;
  readonly takenAt: number;
}

interface BuildState {
  sourcesNow(root: string): Sources;
  isBuilt(root: string, projects: readonly string[]): boolean;
  rememberBuilt(root: string, projects: readonly string[], sources: Sources): void;
}

const state = createRequire(__filename)(join(workspaceRoot(), 'tools/build-state.cjs')) as BuildState;

describe('the state of builds', () => {
  const SOURCE = 'apps/gateway/src/main.ts';
  const OUTPUT = 'dist/gateway/program.js';
  let root: string;

  const write = (file: string, text: string) => {
    mkdirSync(dirname(join(root, file)), { recursive: true });
    writeFileSync(join(root, file), text);
  };
  /** As if the sources had last changed long before the build. */
  const settled = (): Sources => ({ ...state.sourcesNow(root), takenAt: Date.now() + 60_000 });
  const isBuilt = (...projects: string[]) => state.isBuilt(root, projects);

  beforeEach(() => {
    root = mkdtempSync(join(tmpdir(), 'build-state-'));
    write(SOURCE, 'one');
    write(OUTPUT, 'built of one');
    write('dist/gateway/libs/a.js', 'a');
    write('dist/ride-service/program.js', 'built');
    state.rememberBuilt(root, ['gateway'], settled());
  });
  afterEach(() => rmSync(root, { recursive: true, force: true }));

  it('holds while nothing changes, for the projects that were built alone', () => {
    expect(isBuilt('gateway')).toBe(true);
    expect(isBuilt('gateway', 'ride-service')).toBe(false);
    state.rememberBuilt(root, ['ride-service'], settled());
    expect(isBuilt('gateway', 'ride-service')).toBe(true);
  });

  it.each([
    ['a source', () => write(SOURCE, 'two!')],
    ['a library', () => write('libs/outbox/src/relay.ts', 'new')],
    ['the installed packages', () => write('node_modules/.package-lock.json', '{}')],
    ['what builds', () => write('tools/bundle.mjs', '')],
    ['a built file', () => write(OUTPUT, 'damaged')],
    ['a further file in the build', () => write('dist/gateway/other.js', '')],
    ['a missing file of the build', () => rmSync(join(root, 'dist/gateway/libs'), { recursive: true })],
    ['a missing build', () => rmSync(join(root, 'dist/gateway'), { recursive: true })],
    ['a missing note of the last build', () => rmSync(join(root, 'dist/.built.json'))],
    ['a damaged note of the last build', () => write('dist/.built.json', '{')],
  ])('ends with a change of %s', (_, change) => {
    change();
    expect(isBuilt('gateway')).toBe(false);
  });

  it('ends with a change that keeps size and time', () => {
    const { atime, mtime } = statSync(join(root, SOURCE));
    write(SOURCE, 'eno');
    utimesSync(join(root, SOURCE), atime, mtime);
    expect(isBuilt('gateway')).toBe(false);
  });

  it('is that of the sources before the build, so that a change meanwhile is noticed', () => {
    const before = settled();
    write(SOURCE, 'two, while it was built');
    state.rememberBuilt(root, ['gateway'], before);
    expect(isBuilt('gateway')).toBe(false);
  });

  it('is not remembered when a source has only just changed, since a second change could look the same', () => {
    write(SOURCE, 'just now');
    state.rememberBuilt(root, ['gateway'], state.sourcesNow(root));
    expect(isBuilt('gateway')).toBe(false);
  });

  it('does not depend on what V8 keeps beside a build', () => {
    write('dist/.compiled/gateway/v24/0123', 'code');
    expect(isBuilt('gateway')).toBe(true);
  });
});
