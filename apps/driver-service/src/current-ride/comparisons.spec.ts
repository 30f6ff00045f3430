import { Logger } from '@nestjs/common';
import type { Approach } from '@ride-hailing/contracts';
import { InvalidInputProblem, Metrics, NotFoundProblem, UnavailableProblem } from '@ride-hailing/service-kit';
import { eventually } from '@ride-hailing/testing';
import { aWholeAnswer } from '../../test/whole-answer.builder';
import type { ApproachPromises, CurrentRideApproach } from './approach.port';
import { Comparisons } from './comparisons.service';
import { ComparisonLimits } from './comparison-limits';
import type { CurrentRideAnswer } from './current-ride.dto';

const WANTED = { details: true };

const approach = (mayBeOlderThanOwner: boolean, currentRide: CurrentRideApproach['currentRide']) => ({
  promises: { mayBeOlderThanOwner } as ApproachPromises,
  currentRide,
});
const whole = (version: number) => aWholeAnswer({ rideId: 'ride-1', version });
/** An answer that comes when the test says so. */
const slow = () => {
  let end = (): void => undefined;
  const late = new Promise<CurrentRideAnswer>((resolve) => (end = () => resolve(whole(2))));
  return { late, end };
};

const comparisons = (on: Partial<Record<Approach, CurrentRideApproach['currentRide']>>) =>
  new Comparisons(
    new Map(
      Object.entries(on).map(([name, read]) => [name as Approach, approach(name !== 'sync-api', read)]),
    ),
    new ComparisonLimits({ atOnce: 1, perSecond: 100 }),
    50,
    new Metrics(),
  );

describe('Comparisons', () => {
  beforeAll(() => {
    Logger.overrideLogger(false);
  });
  afterAll(() => {
    Logger.overrideLogger(['error', 'warn', 'log']);
  });

  it('gives every answer with what differs from the reference, when one approach fails and another never answers', async () => {
    const { late, end } = slow();
    const { reference, deadlineMs, tookMs, approaches } = await comparisons({
      hybrid: async () => whole(2),
      'sync-api': async () => whole(3),
      'event-replication': () => late,
      'database-view': () => Promise.reject(new UnavailableProblem('The view is away.')),
      'shared-cache': () => Promise.reject(new Error('a secret')),
      'shared-files': () => Promise.reject(new NotFoundProblem('No driver d-1.')),
    }).compare('d-1', WANTED);
    end();
    expect({ reference, deadlineMs }).toEqual({ reference: 'sync-api', deadlineMs: 50 });
    expect(tookMs).toBeLessThan(1_000);
    expect(
      approaches.map(({ approach: of, outcome, problem, differs, behindBy }) => [
        ...[of, outcome, problem?.title ?? null, problem?.detail ?? null],
        ...[differs.join(), behindBy],
      ]),
    ).toEqual([
      ['hybrid', 'answered', null, null, 'ride.version', 1],
      ['sync-api', 'answered', null, null, '', 0],
      ['event-replication', 'failed', 'Too slow', 'No answer within 50 ms.', '', null],
      ['database-view', 'failed', 'Service unavailable', 'The view is away.', '', null],
      ['shared-cache', 'failed', 'Internal Server Error', 'Something went wrong in this service.', '', null],
      ['shared-files', 'refused', 'Not found', 'No driver d-1.', '', null],
    ]);
  });

  it('keeps its place until the slowest approach has ended, though it has answered before', async () => {
    const { late, end } = slow();
    const service = comparisons({ hybrid: async () => whole(2), 'event-replication': () => late });
    expect((await service.compare('d-1', WANTED)).approaches[1]).toMatchObject({ outcome: 'failed' });
    await expect(service.compare('d-1', WANTED)).rejects.toMatchObject({ status: 503 });
    end();
    const again = await eventually(() => service.compare('d-1', WANTED).catch(() => undefined));
    expect(again.approaches[1]).toMatchObject({ outcome: 'answered' });
  });

  it('says that a driver is unknown only when no approach has an answer', async () => {
    const unknown = () => Promise.reject(new NotFoundProblem('No driver d-1.'));
    const away = () => Promise.reject(new UnavailableProblem('The owner is away.'));
    const withoutAnswer = comparisons({ hybrid: unknown, 'sync-api': away });
    await expect(withoutAnswer.compare('d-1', WANTED)).rejects.toMatchObject({ status: 404 });
    const withAnswer = comparisons({ hybrid: unknown, 'sync-api': async () => whole(2) });
    expect(await withAnswer.compare('d-1', WANTED)).toMatchObject({
      reference: 'sync-api',
      approaches: [{ outcome: 'refused' }, { outcome: 'answered' }],
    });
  });

  it('refuses a caching choice that cannot be used, and gives it to hybrid alone', async () => {
    const seen: unknown[] = [];
    const see: CurrentRideApproach['currentRide'] = async (_driverId, wanted) => {
      seen.push(wanted);
      return whole(2);
    };
    const cached = { details: false, cache: 'none' };
    await comparisons({ hybrid: see, 'sync-api': see }).compare('d-1', cached);
    expect(seen).toEqual([cached, { details: false }]);
    const invalid = () => Promise.reject(new InvalidInputProblem('The caching choice cannot be used.'));
    const refusing = comparisons({ hybrid: invalid, 'sync-api': see });
    await expect(refusing.compare('d-1', cached)).rejects.toMatchObject({ status: 400 });
  });
});
