import { parseOsRelease } from './debian-package';

describe('packages of the distribution', () => {
  it('reads the name of the distribution from /etc/os-release', () => {
    expect(parseOsRelease('ID=debian\nVERSION_CODENAME="bookworm"\n')).toEqual({
      ID: 'debian',
      VERSION_CODENAME: 'bookworm',
    });
  });
});
