import { gatewayEnvironment } from '../test/gateway-config';
import { configSchema } from './config';

describe('the configuration of the gateway', () => {
  const given = (times: Record<string, number>) =>
    configSchema.safeParse({ ...gatewayEnvironment, ...times });

  it('refuses a recovery delay shorter than two Tries', () => {
    const refused = given({ participantDeadlineMs: 3_000, phaseTwoWaitMs: 100, recoverAfterMs: 6_499 });
    expect(refused.error?.issues).toEqual([
      expect.objectContaining({
        path: ['recoverAfterMs'],
        message: expect.stringMatching(/^must be at least 6500: two Tries may take 6000 ms/) as string,
      }),
    ]);
    const taken = given({ participantDeadlineMs: 3_000, phaseTwoWaitMs: 100, recoverAfterMs: 6_500 });
    expect(taken.success).toBe(true);
  });

  it('refuses a recovery delay shorter than phase two', () => {
    const times = { participantDeadlineMs: 1_000, phaseTwoWaitMs: 8_000 };
    expect(given({ ...times, recoverAfterMs: 9_499 }).success).toBe(false);
    expect(given({ ...times, recoverAfterMs: 9_500 }).success).toBe(true);
  });

  it('accepts the defaults', () => {
    expect(given({}).success).toBe(true);
  });
});
