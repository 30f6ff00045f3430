import { parseOsRelease } from './debian-package';

describe('packages of the distribution', () => {
  it('are those of what /etc/os-release names', () => {
    expect(parseOsRelease('ID=debian\nVERSION_CODENAME="bookworm"\n')).toEqual({
      ID: 'debian',
      VERSION_CODENAME: 'bookworm',
    });
  });
});
