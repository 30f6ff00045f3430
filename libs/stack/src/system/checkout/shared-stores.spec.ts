import { refuseOtherStores, sharedStoresIn } from './shared-stores';

const REDIS = 'redis://:secret@cache:6379/0';

describe('the shared stores of a running system', () => {
  it('remembers where they are, without their logins, and nothing else of the environment', () => {
    expect(sharedStoresIn({ SHARED_CACHE_URL: REDIS, SHARED_FILES_URL: '', PATH: '/bin' })).toEqual({
      SHARED_CACHE_URL: 'redis://cache:6379/0',
    });
  });

  it('lets a command run that reaches the same stores', () => {
    expect(() => refuseOtherStores({}, { PATH: '/bin' })).not.toThrow();
    const running = sharedStoresIn({ SHARED_CACHE_URL: REDIS });
    expect(() => refuseOtherStores(running, { SHARED_CACHE_URL: REDIS })).not.toThrow();
  });

  it.each([
    [
      { SHARED_CACHE_URL: REDIS },
      {},
      'SHARED_CACHE_URL is not set in this terminal, .* with redis://cache:6379/0',
    ],
    [
      {},
      { SHARED_FILES_URL: 'http://s3/b' },
      'SHARED_FILES_URL is http://s3/b in this terminal, .* with NATS',
    ],
    [{ SHARED_CACHE_URL: REDIS }, { SHARED_CACHE_URL: 'redis://other' }, 'is redis://other in this terminal'],
  ])('refuses a command of a system with %j in a terminal with %j', (started, environment, reason) => {
    expect(() => refuseOtherStores(sharedStoresIn(started), environment)).toThrow(new RegExp(reason));
  });
});
