import { TrackLog } from './track-log';

describe('the track of a place', () => {
  it('marks each version at its earliest known time, and gives the delay after the owner', () => {
    const track = new TrackLog('copy');
    track.says(1, 900);
    track.says(2, 1_050);
    track.says(2, 1_030.04);
    track.says(2, 1_200);
    expect(track.view(1_000, 2, 1_010)).toEqual({
      name: 'copy',
      marks: [
        { atMs: -100, version: 1 },
        { atMs: 30, version: 2 },
      ],
      delayMs: 20,
      reason: null,
    });
  });

  it('counts a newer version for the one that was waited for', () => {
    const track = new TrackLog('cache');
    track.says(4, 1_020);
    expect([track.since(3), track.view(1_000, 3, 1_030).delayMs]).toEqual([1_020, 0]);
  });

  it('says why a place cannot be seen, and gives no delay while it lacks the version', () => {
    const track = new TrackLog('sync-api');
    track.cannotBeSeen('it is off');
    expect(track.view(0, 2, 10)).toEqual({ name: 'sync-api', marks: [], delayMs: null, reason: 'it is off' });
    track.saysNothing();
    expect(track.view(0, 2, 10).reason).toBeNull();
  });

  it('waits for a place that does not answer, and not for one that is off', () => {
    const track = new TrackLog('shared-files');
    track.cannotBeSeen('the gateway does not answer');
    expect(track.isDone(2)).toBe(false);
    track.cannotBeSeen('is not on here', true);
    expect(track.isDone(2)).toBe(true);
  });
});
