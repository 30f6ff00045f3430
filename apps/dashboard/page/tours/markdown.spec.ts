import { blocksOf, inlineOf, targetOf } from './markdown';

const text = (said: string) => ({ kind: 'text', text: said });

describe('Markdown of walkthroughs', () => {
  it('code, strong, emphasis and links are read, and code within them', () => {
    expect(inlineOf('Use `a*b*` in **two `x`** or *one* [way `y`](b.md#c).')).toEqual([
      text('Use '),
      { kind: 'code', text: 'a*b*' },
      text(' in '),
      { kind: 'strong', children: [text('two '), { kind: 'code', text: 'x' }] },
      text(' or '),
      { kind: 'emphasis', children: [text('one')] },
      text(' '),
      { kind: 'link', to: 'b.md#c', children: [text('way '), { kind: 'code', text: 'y' }] },
      text('.'),
    ]);
  });

  it.each(['2 * 3 * 4', 'a ` b', '[no link]', '<img src=x onerror=alert(1)>', '**open'])(
    'what is no Markdown stays text: %p',
    (said) => {
      expect(inlineOf(said)).toEqual([text(said)]);
    },
  );

  it('paragraphs, headings, lists, tables and code are blocks, and comments are none', () => {
    const markdown = [
      '<!-- page: live -->',
      'One line',
      'goes on.',
      '## Heading',
      'After it.',
      '',
      '1. first',
      '   goes on',
      '2. second',
      '',
      '| a | b |',
      '| - | - |',
      '| 1 | `x\\|y` |',
      '',
      '```sh',
      '# no heading',
      '',
      'ls',
      '```',
    ].join('\n');
    expect(blocksOf(markdown)).toEqual([
      { kind: 'paragraph', children: [text('One line goes on.')] },
      { kind: 'heading', children: [text('Heading')] },
      { kind: 'paragraph', children: [text('After it.')] },
      { kind: 'list', isOrdered: true, items: [[text('first goes on')], [text('second')]] },
      {
        kind: 'table',
        head: [[text('a')], [text('b')]],
        rows: [[[text('1')], [{ kind: 'code', text: 'x|y' }]]],
      },
      { kind: 'code', text: '# no heading\n\nls' },
    ]);
    expect(blocksOf('')).toEqual([]);
  });

  it('a link leads to another tour or a public page, and to nothing else', () => {
    expect(targetOf('2-the-owner-is-down.md')).toBe('#/tours/2-the-owner-is-down');
    expect(targetOf('../ko/2-the-owner-is-down.md#x')).toBe('#/tours/2-the-owner-is-down');
    expect(targetOf('https://nats.io')).toBe('https://nats.io');
    expect(targetOf('../tradeoffs/tradeoffs.md')).toBeNull();
    expect(targetOf('javascript:alert(1)')).toBeNull();
  });
});
