import { eventually } from '@ride-hailing/testing';
import { type Answer, call } from './http';

interface Readiness {
  readonly status: 'ready' | 'not-ready';
  readonly checks: Record<string, { ok: boolean; reason?: string }>;
}

export const readiness = (url: string): Promise<Answer<Readiness>> => call(`${url}/health/ready`);

export const isReady = async (url: string): Promise<boolean> => (await readiness(url)).status === 200;

export const isLive = async (url: string): Promise<boolean> =>
  (await call(`${url}/health/live`)).status === 200;

/** Waits until the service says that it is not ready, because it cannot reach its database. */
export async function expectNoDatabase(url: string): Promise<void> {
  const { body } = await eventually(async () => {
    const answer = await readiness(url);
    return answer.status === 503 && answer;
  });
  expect(body).toMatchObject({ status: 'not-ready', checks: { database: { ok: false } } });
}
