import { eventually } from '@ride-hailing/testing';
import { currentRide, DETAILS_DEADLINE_MS, onARide, type RunningService } from './on-a-ride';

/** How long an answer may take beyond the deadline on a busy machine. */
const SLACK_MS = 500;

export function answersWithoutTheOwner({ component }: RunningService): void {
  describe('without the owner', () => {
    beforeEach(() => onARide(component(), 'w-1'));

    const expectPartial = async (reason: string): Promise<void> => {
      const { status, body, tookMs } = await currentRide(component(), 'w-1');
      expect(status).toBe(200);
      expect(body).toMatchObject({
        ride: { id: 'ride-of-w-1', version: 2 },
        details: null,
        sources: { details: { from: 'unavailable', cache: 'none', reason } },
      });
      expect(tookMs).toBeLessThan(DETAILS_DEADLINE_MS + SLACK_MS);
    };

    it.each([
      ['slow', 'deadline-exceeded'],
      ['silent', 'deadline-exceeded'],
      ['failing', 'owner-error'],
      ['refusing', 'owner-unavailable'],
      ['nonsense', 'owner-error'],
    ] as const)('gives a partial answer in time when Ride Service is %s', async (mood, reason) => {
      component().rideService.mood = mood;
      await expectPartial(reason);
    });

    it.each([
      [{ $case: 'notFound', value: {} }, 'not-found'],
      [{ $case: 'notYours', value: {} }, 'not-yours'],
      [{ $case: 'behind', value: { version: 1 } }, 'behind'],
      [undefined, 'owner-error'],
    ] as const)('gives a partial answer when Ride Service says %j', async (outcome, reason) => {
      const usual = component().rideService.answerTo;
      component().rideService.answerTo = () => outcome;
      await expectPartial(reason).finally(() => (component().rideService.answerTo = usual));
    });

    it('stops calling a failing Ride Service, says so, and recovers by itself', async () => {
      component().rideService.mood = 'failing';
      const reasonNow = async () => (await currentRide(component(), 'w-1')).body.sources.details.reason;
      await eventually(async () => (await reasonNow()) === 'breaker-open', {
        timeoutMs: 10_000,
        intervalMs: 1,
      });
      const { body } = await component().get<string>('/metrics');
      for (const metric of [
        'remote_call_breaker_changes_total{target="ride-service",to="open",because="failures"} 1',
        'remote_calls_rejected_total{target="ride-service",by="breaker-open"}',
      ]) {
        expect(body).toContain(metric);
      }
      component().rideService.mood = 'well';
      await eventually(async () => (await reasonNow()) === null, { timeoutMs: 10_000 });
    });

    it('gives partial answers while Ride Service is killed, and full ones soon after it is back', async () => {
      component().rideService.kill();
      await eventually(() => expectPartial('owner-unavailable').then(() => true), { timeoutMs: 5_000 });
      await component().rideService.start();
      await eventually(async () => (await currentRide(component(), 'w-1')).body.details !== null, {
        timeoutMs: 5_000,
      });
    });
  });
}
