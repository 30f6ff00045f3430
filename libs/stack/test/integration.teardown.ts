import { STOP } from './integration.setup';

/** Stops the infrastructure of the set-up and removes its folder. */
export default async function tearDown(): Promise<void> {
  const stop = (globalThis as Record<symbol, unknown>)[STOP] as (() => Promise<void>) | undefined;
  await stop?.();
}
