import { APPROACHES } from '@ride-hailing/contracts/without-grpc';
import { approachesNamed } from './approaches';

describe('the approaches that a stack is started with', () => {
  it('are named one by one or all at once, hybrid always with them', () => {
    expect(approachesNamed('shared-files, sync-api', '--approaches')).toEqual([
      'hybrid',
      'sync-api',
      'shared-files',
    ]);
    expect(approachesNamed('all', '--approaches')).toEqual([...APPROACHES]);
  });

  it.each(['magic', 'sync-api,magic', '', ' , '])(
    'are refused as "%s", with those that there are',
    (list) => {
      expect(() => approachesNamed(list, 'APPROACHES')).toThrow(
        `APPROACHES must be ${APPROACHES.join(', ')} (several with commas), or all, not "${list}"`,
      );
    },
  );
});
