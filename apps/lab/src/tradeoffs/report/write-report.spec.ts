import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Results } from '../results';
import { aFullRun, aMeasured, aVariant, someResults } from '../../../test/tradeoffs.builder';
import { terminalTable } from './terminal-table';
import { writeReport } from './write-report';

const NASTY = `<script>alert('x')</script> & "quoted" | \`code\` [a](javascript:b)`;

/** A run that has as little as a run can have. */
const aThinRun = (): Results =>
  someResults([
    aVariant('sync-api', {
      repeats: [aMeasured({ saturation: null })],
      twoInstances: null,
      faults: [],
      bytes: null,
      stored: [],
      personalData: [],
    }),
  ]);

const aNastyRun = (): Results => ({
  ...someResults([
    aVariant(NASTY, {
      stored: [{ place: NASTY, bytes: 1, entries: 1 }],
      personalData: [{ field: NASTY, places: [NASTY] }],
      repeats: [aMeasured({ cpu: { [NASTY]: 1 } })],
    }),
  ]),
  command: NASTY,
  commit: NASTY,
  versions: { [NASTY]: NASTY },
});

const VOID = ['meta'];

/** What is wrong with the nesting of a page's elements; this page writes all of them out. */
function faultInNesting(page: string): string | undefined {
  const open: string[] = [];
  for (const [, slash, name = '', rest = ''] of page.matchAll(
    /<(\/?)([a-zA-Z][\w-]*)((?:\s+[\w-]+="[^"<]*")*\s*\/?)>/g,
  )) {
    if (slash === '/') {
      const last = open.pop();
      if (last !== name) return `</${name}> closes <${last ?? 'nothing'}>`;
    } else if (rest.endsWith('/') !== VOID.includes(name)) {
      return `<${name}${rest}>`;
    } else if (!rest.endsWith('/')) {
      open.push(name);
    }
  }
  return open.length > 0 ? `<${open.join('> <')}> not closed` : undefined;
}

/** All that is left when the elements are taken away must be text. */
const textOf = (page: string): string =>
  page
    .replace('<!doctype html>', '')
    .replace(/<style>[^]*<\/style>/, '')
    .replace(/<\/?[a-zA-Z][\w-]*(?:\s+[\w-]+="[^"<]*")*\s*\/?>/g, '');

const idsOf = (page: string): string[] => [...page.matchAll(/ id="([^"]*)"/g)].map(([, id = '']) => id);

describe.each([
  ['all variants and faults', aFullRun, undefined],
  ['little', aThinRun, undefined],
  ['nothing', () => someResults([]), undefined],
  ['hostile text', aNastyRun, undefined],
  ['an earlier run', aFullRun, aNastyRun],
])('the report of a run with %s', (_, run, earlier) => {
  let folder: string;
  let html: string;
  let markdown: string;

  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'lab-report-'));
    const paths = writeReport(run(), join(folder, 'new'), earlier?.());
    expect(paths).toEqual({
      markdown: join(folder, 'new/tradeoffs.md'),
      html: join(folder, 'new/tradeoffs.html'),
    });
    html = readFileSync(paths.html, 'utf8');
    markdown = readFileSync(paths.markdown, 'utf8');
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  it('is a page whose elements are nested as they should be, with no stray markup', () => {
    expect(faultInNesting(html)).toBeUndefined();
    expect(textOf(html)).not.toMatch(/[<>]/);
  });

  it('needs nothing from elsewhere and runs no script', () => {
    expect(html).not.toMatch(/<(script|link|img|iframe|object|embed|base|form|image|use)\b/i);
    expect(html.replace(/&[^;]+;/g, '')).not.toMatch(/\bsrc=|url\(|@import|https?:|\son\w+="/i);
    expect([...html.matchAll(/href="([^"]*)"/g)].filter(([, href]) => !href?.startsWith('#'))).toEqual([]);
  });

  it('draws with numbers only', () => {
    expect(html).not.toMatch(/NaN|Infinity|undefined|null/);
    expect(markdown).not.toMatch(/NaN|Infinity|undefined/);
  });

  it('has each anchor once, the same in both, and no link without its anchor', () => {
    const ids = idsOf(html);
    expect(ids.filter((id, at) => ids.indexOf(id) !== at)).toEqual([]);
    expect(idsOf(markdown).sort()).toEqual([...ids].sort());
    const links = [...html.matchAll(/href="#([^"]*)"/g), ...markdown.matchAll(/\]\(#([^)]*)\)/g)];
    expect(links.map(([, link = '']) => link).filter((link) => !ids.includes(link))).toEqual([]);
  });

  it('is Markdown whose tables have as many cells in each row as in their heads', () => {
    const widths = markdown
      .split('\n\n')
      .filter((block) => block.startsWith('|'))
      .map((block) => new Set(block.split('\n').map((row) => row.split(/(?<!\\)\|/).length)).size);
    expect(widths.filter((kinds) => kinds !== 1)).toEqual([]);
  });

  it('says what it does not prove, and how it was made', () => {
    for (const text of [html, markdown]) {
      expect(text).toContain('What this does not prove');
      expect(text).toContain('Command: ');
      expect(text).toContain('Settings: seed 1, drivers 500');
    }
  });
});

describe('a checker of nesting', () => {
  it.each([
    ['crossed', '<p><b></p></b>', '</p> closes <b>'],
    ['left open', '<p><b></b>', '<p> not closed'],
    ['closed twice', '<p></p></p>', '</p> closes <nothing>'],
  ])('sees what is %s', (_, page, fault) => {
    expect(faultInNesting(page)).toBe(fault);
  });

  it('leaves markup that is none as text', () => {
    expect(textOf('<p>a < b</p>')).toMatch(/</);
  });
});

describe('the page', () => {
  const folder = mkdtempSync(join(tmpdir(), 'lab-report-'));
  const html = readFileSync(writeReport(aFullRun(), folder).html, 'utf8');
  afterAll(() => rmSync(folder, { recursive: true }));

  it('draws a line for each variant, and a panel for each variant under each fault', () => {
    expect(html.match(/<polyline [^>]*class="curve /g)).toHaveLength(10);
    expect(html.match(/<figure class="panel">/g)).toHaveLength(50);
  });

  it('says in words what a cell of the matrix shows by its colour', () => {
    for (const [, words] of html.matchAll(/<td[^>]* class="(?:good|fair|poor|bad|none)"[^>]*>([^<]*)</g)) {
      expect(words?.trim()).not.toBe('');
    }
  });
});

it('the report of all variants and faults has every figure that the walkthrough leads to', () => {
  const folder = mkdtempSync(join(tmpdir(), 'lab-report-'));
  const report = readFileSync(writeReport(aFullRun(), folder).markdown, 'utf8');
  rmSync(folder, { recursive: true });
  const page = readFileSync(
    join(__dirname, '../../../../../docs/walkthroughs/6-choose-an-approach.md'),
    'utf8',
  );
  const linked = [...page.matchAll(/tradeoffs\.md#([^)]+)\)/g)].map(([, anchor = '']) => anchor);
  expect(linked.length).toBeGreaterThan(60);
  expect(linked.filter((anchor) => !report.includes(`<a id="${anchor}"></a>`))).toEqual([]);
});

describe('the table in the terminal', () => {
  const wide = (): Results => {
    const run = aFullRun();
    const repeats = [
      aMeasured({
        p50: 12_345,
        saturation: 23_456,
        staleMs: 12_345,
        ownerCalls: 1_000,
        answers: { sent: 100_000, partial: 1, failed: 1, stale: 1 },
      }),
    ];
    return { ...run, variants: run.variants.map((variant) => ({ ...variant, repeats })) };
  };

  it.each([
    ['all', aFullRun],
    ['wide figures', wide],
    ['little', aThinRun],
    ['nothing', () => someResults([])],
  ])('fits 120 columns with %s', (_, run) => {
    const lines = terminalTable(run()).split('\n');
    expect(lines.filter((line) => line.length > 120)).toEqual([]);
    expect(lines.at(-1)).toMatch(/^Claims: \d+ hold/);
  });

  it('has a line for each variant, and one more for its faults', () => {
    const lines = terminalTable(aFullRun()).split('\n');
    expect(lines.filter((line) => line.startsWith('shared-cache'))).toHaveLength(2);
  });
});
