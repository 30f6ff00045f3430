import { driverUpdateSubject } from '@ride-hailing/contracts';
import { Broker, MessagingEvents } from '@ride-hailing/messaging';
import { integrationInfrastructure } from '@ride-hailing/stack';
import { aDriverUpdate, eventually, sendRaw } from '@ride-hailing/testing';
import { SampledUpdates } from './sampled-updates';

const HALF_A_SECOND = 500;

describe('the sample of driver updates', () => {
  const infrastructure = integrationInfrastructure();
  const url = infrastructure.natsUrl;
  const operator = { url, ...infrastructure.credentials('operator') };
  const broker = new Broker(
    { url, ...infrastructure.credentials('dashboard'), name: 'spec' },
    new MessagingEvents(),
  );

  beforeAll(async () => {
    broker.start();
    await eventually(() => broker.isConnected());
  });
  afterAll(() => broker.close());

  it('reads at most 2,000 updates in half a second, and no more than there is time for', async () => {
    let read = 0;
    const errors: Error[] = [];
    const updates = new SampledUpdates(
      broker,
      () => (read += 1),
      (error) => errors.push(error),
    );
    const closing = new AbortController();
    const startedAt = performance.now();
    const running = updates.run(closing.signal);
    const data = JSON.stringify(aDriverUpdate());
    const many = Array.from({ length: 5_000 }, () => ({ subject: driverUpdateSubject('d-1'), data }));
    await eventually(
      async () => {
        await sendRaw(operator, many);
        return updates.share < 1;
      },
      { intervalMs: 1 },
    );
    closing.abort();
    await running;
    const slices = Math.ceil((performance.now() - startedAt) / HALF_A_SECOND);
    expect(read).toBeGreaterThanOrEqual(2_000);
    expect(read).toBeLessThanOrEqual(2_000 * slices);
    expect(errors).toEqual([]);
  });
});
