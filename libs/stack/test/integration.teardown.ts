import { STOP } from './integration.setup';

/** Stops what the set-up started and removes its folder. */
export default async function tearDown(): Promise<void> {
  const stop = (globalThis as Record<symbol, unknown>)[STOP] as (() => Promise<void>) | undefined;
  await stop?.();
}
