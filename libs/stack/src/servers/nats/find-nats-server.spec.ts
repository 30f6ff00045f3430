import { isNewEnough, natsVersion, versionIn } from './find-nats-server';
import { checksumOf } from './release-archive';

describe('finding nats-server', () => {
  it('reads the version that the program prints', () => {
    expect(versionIn('nats-server: v2.10.27\n')).toBe('2.10.27');
    expect(versionIn('something else')).toBeUndefined();
  });

  it.each([
    ['2.9.10', false],
    ['2.10.0', true],
    ['2.15.1', true],
    ['3.0.0', true],
    ['1.99.0', false],
  ])('says whether version %s is new enough: %s', (version, expected) => {
    expect(isNewEnough(version)).toBe(expected);
  });

  it('rejects a program that does not run', async () => {
    expect(await natsVersion('/no/such/program')).toBeUndefined();
  });

  it("finds an archive's checksum in the release's list", () => {
    const list = `${'a'.repeat(64)}  server-linux.tar.gz\n${'B'.repeat(64)} *server-darwin.tar.gz\n`;
    expect(checksumOf(list, 'server-darwin.tar.gz')).toBe('b'.repeat(64));
    expect(checksumOf(list, 'server')).toBeUndefined();
  });
});
