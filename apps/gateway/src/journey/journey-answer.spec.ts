import { journeyAnswer } from './journey-answer';
import { journeySchema } from './journey.dto';

const RIDE = '01900000-0000-7000-8000-000000000000';
const at = (ms: number) => new Date(Date.parse('2026-11-22T09:00:00.000Z') + ms).toISOString();
const change = (version: number, committedMs: number, publishedMs: number | null) => ({
  version,
  record: 'kept' as const,
  committedAt: at(committedMs),
  publishedAt: publishedMs === null ? null : at(publishedMs),
  streamSequence: publishedMs === null ? null : 40 + version,
});
const part = <T>(value: T) => ({ value, reason: null, tookMs: 3 });
const no = <Reason>(reason: Reason) => ({ value: null, reason, tookMs: 3 });
const held = (version: number, appliedMs: number) => ({
  version,
  status: 'ASSIGNED',
  appliedAt: at(appliedMs),
});
const owner = { version: 3, versions: [change(1, 0, 5), change(2, 100, 108), change(3, 200, null)] };

describe('the journey of a ride', () => {
  it('gives the lag of each hop', () => {
    const answer = journeyAnswer(RIDE, part(owner), part(held(2, 120)));
    expect(journeySchema.parse(answer)).toEqual(answer);
    expect(answer.versions?.map(({ publishLagMs }) => publishLagMs)).toEqual([5, 8, null]);
    expect(answer.copy).toMatchObject({ version: 2, behindBy: 1, applyLagMs: 12, totalLagMs: 20 });
  });

  it('gives no lag below 0 when the copy was faster than the outbox, or the change was published again since', () => {
    const faster = journeyAnswer(RIDE, part(owner), part(held(2, 106)));
    expect(faster.copy).toMatchObject({ applyLagMs: 0, totalLagMs: 6 });
    const again = { version: 1, versions: [change(1, 0, 60_000)] };
    const { copy, versions } = journeyAnswer(RIDE, part(again), part(held(1, 9)));
    expect(copy).toMatchObject({ applyLagMs: 0, totalLagMs: 9 });
    expect(versions?.[0]).toMatchObject({ publishLagMs: 60_000 });
  });

  it('gives no lag for a version whose record is gone', () => {
    const gone = { ...change(1, 0, 0), record: 'cleaned-up' as const, committedAt: null, publishedAt: null };
    const answer = journeyAnswer(RIDE, part({ version: 1, versions: [gone] }), part(held(1, 9)));
    expect(answer.versions?.[0]).toMatchObject({ record: 'cleaned-up', publishLagMs: null });
    expect(answer.copy).toMatchObject({ behindBy: 0, applyLagMs: null, totalLagMs: null });
  });

  it('answers partially when a service does not answer, and distinguishes that from an absent ride', () => {
    const withoutOwner = journeyAnswer(RIDE, no('deadline-exceeded' as const), part(held(2, 9)));
    expect(withoutOwner).toMatchObject({
      version: null,
      versions: null,
      copy: { version: 2, behindBy: null, totalLagMs: null },
      sources: { versions: { from: 'unavailable', reason: 'deadline-exceeded' } },
    });
    const notYet = journeyAnswer(RIDE, part(owner), no('not-found' as const));
    expect(notYet).toMatchObject({
      copy: null,
      sources: { copy: { from: 'driver-service', reason: 'not-found' } },
    });
  });
});
