import { onPorts, readWalkthrough } from './walkthrough';

const page = (...parts: string[]): string => parts.join('\n\n').replaceAll("'''", '```');

describe('reading a walkthrough', () => {
  it('finds each block of commands and its expected output', () => {
    const steps = readWalkthrough(
      page(
        '# Title',
        "'''sh\nA=1\n'''",
        'This prints nothing.',
        "'''sh\ncurl a\n\ncurl b\n'''",
        'Within 5 seconds:',
        "'''json\n{ \"a\": 1 }\n'''",
        'In another terminal:',
        "'''sh\nserve\n'''",
        "'''text\nready\n\n  now\n'''",
      ),
    );
    expect(steps).toEqual([
      { line: 4, commands: 'A=1', terminal: 'same', expectation: { kind: 'nothing' }, withinMs: 0 },
      {
        line: 10,
        commands: 'curl a\n\ncurl b',
        terminal: 'same',
        expectation: { kind: 'json', value: { a: 1 } },
        withinMs: 5_000,
      },
      {
        line: 24,
        commands: 'serve',
        terminal: 'another',
        expectation: { kind: 'lines', lines: ['ready', '  now'] },
        withinMs: 0,
      },
    ]);
  });

  it('reads the same out of Korean', () => {
    const steps = readWalkthrough(
      page(
        "'''sh\na\n'''",
        '이 명령은 아무것도 출력하지 않습니다. 다른 터미널에서:',
        "'''sh\nb\n'''",
        '12초 안에:',
        "'''text\n1\n'''",
      ),
    );
    expect(
      steps.map(({ expectation, withinMs, terminal }) => [expectation.kind, withinMs, terminal]),
    ).toEqual([
      ['nothing', 0, 'same'],
      ['lines', 12_000, 'another'],
    ]);
  });

  it('applies a time limit only to the block before it, and a terminal only to the block after it', () => {
    const steps = readWalkthrough(
      page(
        'The change is there within 9 seconds.',
        "'''sh\na\n'''",
        "'''text\n1\n'''",
        'Close the other one. Another terminal is not needed.',
        'Here again:',
        "'''sh\nb\n'''",
        "'''text\n2\n'''",
      ),
    );
    expect(steps.map(({ withinMs, terminal }) => [withinMs, terminal])).toEqual([
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
    ['a block that is not closed', ["'''sh\na\n'''", "'''text\n1\n"], 'line 5: the block is not closed'],
  ])('refuses %s, and says where', (_, parts, reason) => {
    expect(() => readWalkthrough(page(...parts))).toThrow(reason);
  });

  it('replaces only the ports of addresses, by those of another system', () => {
    expect(onPorts('localhost:3000/a localhost:3011 localhost:30011 localhost:8080 3000', 21_000)).toBe(
      'localhost:21000/a localhost:21011 localhost:30011 localhost:8080 3000',
    );
  });
});
