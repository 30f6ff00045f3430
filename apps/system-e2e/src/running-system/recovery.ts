import { eventually } from '@ride-hailing/testing';

const RECOVERED_WITHIN_MS = 60_000;

/** Waits for `condition` after a fault, and logs how long after the end of the fault, `since`, it held. */
export async function untilRecovered(
  fault: string,
  what: string,
  condition: () => Promise<boolean>,
  since = performance.now(),
): Promise<void> {
  await eventually(condition, { timeoutMs: RECOVERED_WITHIN_MS });
  console.log(`${fault}: ${what} ${Math.round(performance.now() - since)} ms after its end`);
}
