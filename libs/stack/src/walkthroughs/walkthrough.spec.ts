import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { workspaceRoot } from '../workspace-root';
import { onPorts, readWalkthrough } from './walkthrough';

const page = (...parts: string[]): string => parts.join('\n\n').replaceAll("'''", '```');

describe('reading a walkthrough', () => {
  it('finds each block of commands, its expected output, and the text around both', () => {
    const walkthrough = readWalkthrough(
      page(
        '# Title',
        'What it is about.',
        'How long it takes.',
        '## Type it',
        'In two terminals, with `npm start -- --approaches\nall`.',
        '## Set up',
        "'''sh\nA=1\n'''",
        'This prints nothing. A is one.',
        'A is 1 now.',
        '<!-- page: one-answer -->',
        'Read it:',
        "'''sh\ncurl a\n\ncurl b\n'''",
        'Within 5 seconds:',
        "'''json\n{ \"a\": 1 }\n'''",
        'It is there.',
        '## Side by side',
        '| a |\n| - |',
        '## Serve',
        'In another terminal:',
        "'''sh\nserve\n'''",
        "'''text\nready\n\n  now\n'''",
        '### The end',
        'Next: more.',
      ),
    );
    expect(walkthrough).toEqual({
      title: 'Title',
      introduction: 'What it is about.\n\nHow long it takes.',
      needsAllApproaches: true,
      steps: [
        {
          ...{
            number: 1,
            line: 15,
            heading: 'Set up',
            text: '',
            commands: 'A=1',
            terminal: 'same',
            view: null,
          },
          ...{ announcement: 'This prints nothing. A is one.', expected: null, withinSeconds: 0 },
          expectation: { kind: 'nothing' },
          remark: 'A is 1 now.',
        },
        {
          ...{ number: 2, line: 27, heading: 'Set up', text: 'Read it:', commands: 'curl a\n\ncurl b' },
          ...{ terminal: 'same', view: 'one-answer', announcement: 'Within 5 seconds:', withinSeconds: 5 },
          expected: { language: 'json', body: '{ "a": 1 }' },
          expectation: { kind: 'json', value: { a: 1 } },
          remark: 'It is there.\n\n## Side by side\n\n| a |\n| - |',
        },
        {
          ...{ number: 3, line: 50, heading: 'Serve', text: 'In another terminal:', commands: 'serve' },
          ...{ terminal: 'another', view: null, announcement: '', withinSeconds: 0 },
          expected: { language: 'text', body: 'ready\n\n  now' },
          expectation: { kind: 'lines', lines: ['ready', '  now'] },
          remark: '',
        },
      ],
      ending: '### The end\n\nNext: more.',
    });
  });

  it('reads the same out of Korean', () => {
    const { steps } = readWalkthrough(
      page(
        '# 제목',
        "'''sh\na\n'''",
        '이 명령은 아무것도 출력하지 않습니다.',
        '다른 터미널에서:',
        "'''sh\nb\n'''",
        '12초 안에:',
        "'''text\n1\n'''",
      ),
    );
    expect(
      steps.map(({ expectation, withinSeconds, terminal }) => [expectation.kind, withinSeconds, terminal]),
    ).toEqual([
      ['nothing', 0, 'same'],
      ['lines', 12, 'another'],
    ]);
  });

  it('applies a time limit only to the block before it, and a terminal only to the block after it', () => {
    const { steps } = readWalkthrough(
      page(
        '# Title',
        'The change is there within 9 seconds.',
        "'''sh\na\n'''",
        "'''text\n1\n'''",
        'Close the other one. Another terminal is not needed.',
        'Here again:',
        "'''sh\nb\n'''",
        "'''text\n2\n'''",
      ),
    );
    expect(steps.map(({ withinSeconds, terminal }) => [withinSeconds, terminal])).toEqual([
      [0, 'same'],
      [0, 'same'],
    ]);
  });

  it.each([
    ['no commands at all', ['Only text.'], 'there are no commands'],
    [
      'commands without an expectation',
      ["'''sh\na\n'''", 'Look at it.'],
      'line 1: neither a json nor a text',
    ],
    [
      'commands right before others',
      ["'''sh\na\n'''", "'''sh\nb\n'''", 'It prints nothing.'],
      'line 1: neither',
    ],
    ['a block of another kind', ["'''bash\na\n'''", "'''text\n1\n'''"], 'line 1: a block "bash"'],
    ['a block without a kind', ["'''sh\na\n'''", "'''\n1\n'''"], 'line 5: a block ""'],
    ['an expectation without commands', ["'''text\n1\n'''", "'''sh\na\n'''"], 'line 1: no commands'],
    ['two expectations', ["'''sh\na\n'''", "'''text\n1\n'''", "'''text\n2\n'''"], 'line 9: no commands'],
    ['an empty expectation', ["'''sh\na\n'''", "'''text\n\n'''"], 'line 5: it expects nothing'],
    ['JSON that is none', ["'''sh\na\n'''", "'''json\n{ a: 1 }\n'''"], 'line 5: '],
    ['an unknown placeholder', ["'''sh\na\n'''", "'''text\n<a number>\n'''"], 'line 5: <a number> is no'],
    ['no title', ["'''sh\na\n'''", "'''text\n1\n'''"], 'line 1: a walkthrough begins with its title'],
    [
      'an unknown view',
      ['# T', '<!-- page: two-answers -->'],
      'line 3: <!-- page: two-answers -->; allowed is',
    ],
    ['another comment', ['# T', '<!-- pgae: live -->'], 'line 3: <!-- pgae: live -->; allowed is'],
    [
      'two views of one block',
      ['<!-- page: live -->', '<!-- page: live -->', "'''sh\na\n'''"],
      'line 3: a second view',
    ],
    [
      'a view before what commands print',
      ["'''sh\na\n'''", '<!-- page: live -->', "'''text\n1\n'''"],
      'line 7: a view stands before commands only',
    ],
    [
      'a view without commands',
      ["'''sh\na\n'''", 'Prints nothing.', '<!-- page: live -->'],
      'after the last',
    ],
    [
      'nothing printed according to a later paragraph',
      ["'''sh\na\n'''", 'So it is.', 'It prints nothing.'],
      'line 1: neither',
    ],
    ['a block that is not closed', ["'''sh\na\n'''", "'''text\n1\n"], 'line 5: the block is not closed'],
  ])('refuses %s, and says where', (_, parts, reason) => {
    expect(() => readWalkthrough(page(...parts))).toThrow(reason);
  });

  it.each(['operating.md', 'running-it-for-real.md'])('finds commands to type in docs/%s', (name) => {
    const text = readFileSync(join(workspaceRoot(), 'docs', name), 'utf8');
    expect(readWalkthrough(text).steps.length).toBeGreaterThan(0);
  });

  it('replaces only the ports of addresses, by those of another system', () => {
    expect(onPorts('localhost:3000/a localhost:3011 localhost:30011 localhost:8080 3000', 21_000)).toBe(
      'localhost:21000/a localhost:21011 localhost:30011 localhost:8080 3000',
    );
  });
});
