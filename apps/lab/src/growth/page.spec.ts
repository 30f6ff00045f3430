import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { workspaceRoot } from '@ride-hailing/stack';
import { HELP } from './growth-options';
import { growth } from './main';
import { amount, paragraph, tableText, time } from './page-text';

describe('docs/growth.md', () => {
  it('is what npm run growth writes from the committed results; run it with --out docs/growth.md to renew it', () => {
    const { text, out } = growth(['--out', 'docs/growth.md']);
    expect(out).toBe('docs/growth.md');
    expect(readFileSync(join(workspaceRoot(), 'docs/growth.md'), 'utf8')).toBe(text);
  });
});

describe('the page of growth', () => {
  it('has one size instead of three when the drivers are given, and names its command', () => {
    const { text, out } = growth(['--drivers', '50000', '--vcpu-hour', '1']);
    expect(out).toBeUndefined();
    expect(text).toContain('npm run growth -- --drivers 50000 --vcpu-hour 1');
    expect(text).toMatch(/\| drivers online at once +\| 50,000 +\|/);
    expect(text).toMatch(/\| `--vcpu-hour` .*\| 1 +\|/);
  });

  it('is the help instead when that is asked for', () => {
    expect(growth(['--help']).text).toBe(HELP);
  });
});

describe('the text of a page', () => {
  it('has tables whose columns are as wide as their widest cell', () => {
    expect(tableText(['a', 'long head'], [['wide cell', 'b']])).toBe(
      '| a         | long head |\n| --------- | --------- |\n| wide cell | b         |',
    );
  });

  it('has paragraphs in lines of which none is long, and loses no word', () => {
    const text = 'words and more words '.repeat(30).trim();
    expect(paragraph(text).replaceAll('\n', ' ')).toBe(text);
    expect(
      Math.max(
        ...paragraph(text)
          .split('\n')
          .map((line) => line.length),
      ),
    ).toBeLessThanOrEqual(118);
  });

  it('names bytes and times by their size', () => {
    expect([amount(0), amount(1_023), amount(2_048), amount(3 * 1024 ** 4)]).toEqual([
      ...['0 B', '1,023 B', '2 KiB', '3 TiB'],
    ]);
    expect([time(1.5), time(90), time(150), time(10_800), time(259_200)]).toEqual([
      ...['1.5 s', '90 s', '2.5 minutes', '3 hours', '3 days'],
    ]);
  });
});
