import { APPROACHES, approachesIn } from './approaches';

describe('a list of approaches', () => {
  it('always includes hybrid, and keeps the order of the table', () => {
    expect(approachesIn('')).toEqual(['hybrid']);
    expect(approachesIn('shared-files, sync-api')).toEqual(['hybrid', 'sync-api', 'shared-files']);
  });

  it('accepts the list all', () => {
    expect(approachesIn('all')).toEqual([...APPROACHES]);
  });

  it('names an unknown approach', () => {
    expect(() => approachesIn('sync-api,magic')).toThrow(/^magic: not among all, hybrid, sync-api/);
  });
});
