import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { workspaceRoot } from '@ride-hailing/stack';
import { linkTargets, type Page, pageDifferences, stepDifferences } from './translations';

const ROOT = workspaceRoot();
const WALKTHROUGHS = 'docs/walkthroughs';
const pagesIn = (folder: string): string[] =>
  readdirSync(join(ROOT, folder)).filter((name) => name.endsWith('.md'));
const page = (path: string): Page => ({ path, text: readFileSync(join(ROOT, path), 'utf8') });

const walkthroughs = pagesIn(WALKTHROUGHS);
const translated = new Map([
  ['README.md', 'README.ko.md'],
  ...walkthroughs.map((name) => [`${WALKTHROUGHS}/${name}`, `${WALKTHROUGHS}/ko/${name}`] as const),
]);

describe('the Korean pages', () => {
  it('every walkthrough exists in Korean, under the same name', () => {
    expect(pagesIn(`${WALKTHROUGHS}/ko`)).toEqual(walkthroughs);
  });

  it('the two READMEs link to each other in their first lines', () => {
    const firstLinks = (path: string): string[] =>
      linkTargets({ path, text: page(path).text.split('\n').slice(0, 4).join('\n') });
    expect(firstLinks('README.md')).toEqual(['README.ko.md']);
    expect(firstLinks('README.ko.md')).toEqual(['README.md']);
  });

  it.each([...translated])('%s and %s have the same blocks, headings, links and code', (english, korean) => {
    expect(pageDifferences(page(english), page(korean), translated)).toEqual([]);
  });

  it.each(walkthroughs)('%s types the same commands and expects the same in both languages', (name) => {
    const [english, korean] = [page(`${WALKTHROUGHS}/${name}`), page(`${WALKTHROUGHS}/ko/${name}`)];
    expect(stepDifferences(english.text, korean.text)).toEqual([]);
  });

  it.each([...translated.values()])('%s links only to files that exist', (path) => {
    const files = linkTargets(page(path)).map((target) => target.split('#')[0] ?? '');
    expect(files.filter((file) => !existsSync(join(ROOT, file)))).toEqual([]);
  });
});

describe('the comparison of a page with its translation', () => {
  const ENGLISH = page(`${WALKTHROUGHS}/2-the-owner-is-down.md`);
  const KOREAN = page(`${WALKTHROUGHS}/ko/2-the-owner-is-down.md`);
  const mutated = (from: string | RegExp, to: string): Page => {
    const text = KOREAN.text.replace(from, to);
    expect(text).not.toBe(KOREAN.text);
    return { ...KOREAN, text };
  };
  const README = page('README.ko.md');
  const SAME_README = { ...README, path: 'README.md' };

  it.each([
    ['a heading that is missing', /^## 준비$/m, '', 'level of heading 9: 2 in English, nothing in Korean'],
    ['another output', '"behindBy": 1', '"behindBy": 2', 'block '],
    ['another kind of block', '```text', '```json', 'block '],
    ['a block that is missing', /```sh\nbreaker\n```/, '', 'block '],
    ['a link to another page', '(3-how-old', '(4-how-old', 'link in order of names 1'],
    ['a link to the English page', '(3-how-old', '(../3-how-old', 'link in order of names 1'],
    ['a link that is missing', /\[[^\]]*\]\(3-how-old[^)]*\)/, '', 'nothing in Korean'],
    ['a variable that is missing', '(`DETAILS_DEADLINE_MS`)', '', '`DETAILS_DEADLINE_MS` is missing'],
    ['a comment of its own', /^## 준비$/m, '## 준비\n\n<!-- page: nowhere -->', 'comment '],
  ])('reports %s', (_, from, to, reason) => {
    const differences = pageDifferences(ENGLISH, mutated(from, to), translated);
    expect(differences).toEqual([expect.stringContaining(reason)]);
  });

  it.each([
    ['another command', 'add killed ride-service', 'add killed nats'],
    ['another output', '"behindBy": 1', '"behindBy": 2'],
    ['another time limit', '30초 안에', '31초 안에'],
    ['a time limit that is missing', '30초 안에', '곧'],
    ['another view', 'page: live', 'page: one-change'],
    ['missing text', /^상세정보가 캐시에 .*$/m, ''],
    ['missing text after the output', /^Driver Service는 `ready`입니다[^`]*/m, ''],
  ])('reports %s of a step', (_, from, to) => {
    expect(stepDifferences(ENGLISH.text, mutated(from, to).text)).toEqual([
      expect.stringMatching(/^step \d+: .*in English.*in Korean$/),
    ]);
  });

  it('reports another command of the README, and allows comments and labels in Korean', () => {
    const differences = (from: string, to: string): string[] =>
      pageDifferences(SAME_README, { ...README, text: README.text.replace(from, to) }, translated);
    expect(differences('npm start   #', 'npm run start   #')).toEqual([expect.stringContaining('block 1')]);
    expect(differences('phones --', 'phones -.-')).toEqual([expect.stringContaining('block 2')]);
    expect(differences('npm start   # ', 'npm start   # 먼저 ')).toEqual([]);
  });
});
