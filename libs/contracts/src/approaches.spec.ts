import { APPROACHES, approachesIn } from './approaches';

describe('a list of approaches', () => {
  it('always has hybrid, in the order of the approaches', () => {
    expect(approachesIn('')).toEqual(['hybrid']);
    expect(approachesIn('shared-files, sync-api')).toEqual(['hybrid', 'sync-api', 'shared-files']);
  });

  it('may be all', () => {
    expect(approachesIn('all')).toEqual([...APPROACHES]);
  });

  it('names what is none', () => {
    expect(() => approachesIn('sync-api,magic')).toThrow(/^magic: not among all, hybrid, sync-api/);
  });
});
