import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { workspaceRoot } from '@ride-hailing/stack';
import { faultsOf } from './guarantees';

const ROOT = workspaceRoot();

const fileOfWorkspace = (path: string): string | undefined =>
  existsSync(join(ROOT, path)) ? readFileSync(join(ROOT, path), 'utf8') : undefined;

it('docs/guarantees.md names only tests that exist and run', () => {
  const document = readFileSync(join(ROOT, 'docs/guarantees.md'), 'utf8');
  expect(faultsOf(document, fileOfWorkspace)).toEqual([]);
});

describe('the check of a document of guarantees', () => {
  const PATH = 'libs/cows/src/cows.int-spec.ts';
  const guaranteed = (...proofs: string[]): string =>
    [
      '# Cows',
      '## Guaranteed',
      '- **Cows moo.**',
      '  Loudly.',
      ...proofs,
      '## Not guaranteed',
      '- Milk.',
    ].join('\n');
  const naming = (title: string): string => guaranteed(`  - \`${PATH}\`: \`\`${title}\`\``);
  const faults = (document: string, spec: string): string[] =>
    faultsOf(document, (path) => (path === PATH ? spec : undefined));

  it.each([
    ['a test', `it('moo', () => undefined);`],
    [
      'a test among others in a suite',
      `describe('cows', () => { it('eat', f); it("moo", async () => f()); });`,
    ],
    ['a suite of tests', `describe('moo', () => { it('loudly', f); });`],
    ['a suite for each of a table', `describe.each(cows())('moo', () => { it('loudly', f); });`],
    ['a test for each row', `it.each([[1, 'x']])('moo', (a) => f(a));`],
    ['a test for each row of a template', "it.each`a\n${1}`('moo', f);"],
    ['a concurrent test', `it.concurrent('moo', f);`],
  ])('accepts a guarantee that names %s', (_what, spec) => {
    expect(faults(naming('moo'), spec)).toEqual([]);
  });

  it('accepts a guarantee whose test stands in a part of the spec, and reports one whose part has no such test', () => {
    const spec = `import { moos } from '../test/moos';\ndescribe('cows', () => moos());`;
    const faultsWith = (part: string) =>
      faultsOf(naming('moo'), (path) => ({ [PATH]: spec, 'libs/cows/test/moos.ts': part })[path]);
    expect(faultsWith(`export const moos = () => it('moo', f);`)).toEqual([]);
    expect(faultsWith(`export const moos = () => it.skip('moo', f);`)).toEqual([
      `**Cows moo.**: ${PATH} runs no test "moo"`,
    ]);
  });

  it('matches titles as they are written, with placeholders and backticks', () => {
    const spec = "it(`eats ${GRASS}`, f); it.each([1])('is %s', f); it('runs `moo` well', f);";
    for (const title of ['eats ${GRASS}', 'is %s', 'runs `moo` well']) {
      expect(faults(naming(title), spec)).toEqual([]);
    }
  });

  it.each([
    ['only in a comment', `// it('moo', f);\n/* it('moo', f); */ it('eat', f);`],
    ['only in a text', `it('eat', () => { f("it('moo', f)"); });`],
    ['longer than that', `it('moo loudly', f);`],
    ['skipped', `it.skip('moo', f);`],
    ['skipped by its name', `xit('moo', f);`],
    ['skipped for each row', `it.skip.each([1])('moo', f);`],
    ['still to do', `it.todo('moo');`],
    ['known to fail', `it.failing('moo', f);`],
    [
      'in a suite that is skipped',
      `describe.skip('cows', () => { describe('brown', () => { it('moo', f); }); });`,
    ],
    ['beside another that runs alone', `it('moo', f); it.only('eat', f);`],
    ['of a suite without tests', `describe('moo', () => { f(); });`],
    [
      'of a suite with skipped tests alone',
      `describe('moo', () => { it.skip('loudly', f); xit('softly', f); });`,
    ],
    ['the name of something else', `say('moo', f);`],
  ])('reports a title that is %s', (_what, spec) => {
    expect(faults(naming('moo'), spec)).toEqual([`**Cows moo.**: ${PATH} runs no test "moo"`]);
  });

  it.each([
    ['a file that is not there', ['  - `apps/cows/src/milk.spec.ts`: `moo`'], 'does not exist'],
    ['a file that no test run picks up', ['  - `libs/cows/src/cows.ts`: `moo`'], 'is no spec that is run'],
    ['a file without a title', [`  - \`${PATH}\``], 'is not `file`: `title`'],
    ['no test', [], 'names no test'],
    ['one good test and one bad', [`  - \`${PATH}\`: \`moo\``, `  - \`${PATH}\`: \`meow\``], '"meow"'],
  ])('reports a guarantee that names %s', (_what, proofs, fault) => {
    const found = faults(guaranteed(...proofs), `it('moo', f);`);
    expect(found).toEqual([expect.stringContaining(fault)]);
  });

  it.each([
    ['is empty', ''],
    ['names its tests elsewhere', naming('moo').replace('## Guaranteed', '## Promised')],
    ['has no guarantee', '## Guaranteed\n\nMuch.\n'],
  ])('reports a document that %s', (_what, document) => {
    expect(faults(document, `it('moo', f);`)).toEqual(['there is no guarantee under "## Guaranteed"']);
  });
});
