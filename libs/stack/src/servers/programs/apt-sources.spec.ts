import { mainSource, parseDeb822, parseOneLineSources, sourceForSuite } from './apt-sources';

const DEB822 = `Types: deb
# a comment
URIs: http://mirror.test/debian
Suites: bookworm bookworm-updates
Components: main
Signed-By: /usr/share/keyrings/archive.gpg

Types: deb
URIs: http://mirror.test/security
Suites: bookworm-security
Components: main
Signed-By:
 -----BEGIN PGP PUBLIC KEY BLOCK-----
 .
 abc
`;

describe("the machine's sources of packages", () => {
  it('reads sources from deb822 files, with keys that span several lines', () => {
    const [first, second, ...more] = parseDeb822(DEB822);
    expect(more).toEqual([]);
    expect(first).toMatchObject({ uris: 'http://mirror.test/debian', suites: 'bookworm bookworm-updates' });
    expect(second?.['signed-by']).toBe('\n -----BEGIN PGP PUBLIC KEY BLOCK-----\n .\n abc');
  });

  it('reads sources from one-line files, with their options', () => {
    const text = [
      '# deb http://old.test/debian bookworm main',
      'deb [arch=amd64,arm64 signed-by=/k.gpg] http://mirror.test/ubuntu noble main universe # why',
      'deb-src http://mirror.test/ubuntu noble main',
    ].join('\n');
    expect(parseOneLineSources(text)).toEqual([
      {
        types: 'deb',
        uris: 'http://mirror.test/ubuntu',
        suites: 'noble',
        components: 'main universe',
        architectures: 'amd64 arm64',
        'signed-by': '/k.gpg',
      },
      { types: 'deb-src', uris: 'http://mirror.test/ubuntu', suites: 'noble', components: 'main' },
    ]);
  });

  it('picks the mirror of the release of this machine, not the one of security updates or a disabled one', () => {
    const off = { ...parseDeb822(DEB822)[0], enabled: 'no', uris: 'http://off.test/' };
    expect(mainSource([off, ...parseDeb822(DEB822)], 'bookworm')?.uris).toBe('http://mirror.test/debian');
    expect(mainSource(parseDeb822(DEB822), 'trixie')).toBeUndefined();
  });

  it('makes a source of another suite with the same mirror and key', () => {
    const source = mainSource(parseDeb822(DEB822), 'bookworm') ?? {};
    expect(parseDeb822(sourceForSuite(source, 'forky', 'main'))).toEqual([
      {
        types: 'deb',
        uris: 'http://mirror.test/debian',
        suites: 'forky',
        components: 'main',
        'signed-by': '/usr/share/keyrings/archive.gpg',
      },
    ]);
  });
});
