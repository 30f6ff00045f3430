import { pause } from '@ride-hailing/timing';
import type { GatewayBackOff } from './gateway-back-off';
import type { GatewayClient, Ride } from './gateway.client';
import { isOwn, openRideOf } from './left-rides';

interface ShownDriver {
  readonly driverId: string;
  readonly gateway: GatewayClient;
  readonly backOff: GatewayBackOff;
  /** The shortest time between two rounds, ms. */
  readonly pauseMs: number;
  /** Orders a ride for this driver. Resolves when it has ended; never rejects. */
  readonly begin: (count: number) => Promise<void>;
  /** Follows a ride that this driver is on already. Resolves when it has ended; never rejects. */
  readonly takeUp: (ride: Ride) => Promise<void>;
  /** Called on unexpected errors; the next round comes all the same. */
  readonly onError: (error: unknown) => void;
}

/**
 * Resolves when the driver's ride has ended, or at once while the driver is on a ride of another rider.
 * @throws Error when the gateway refuses to say which rides there are
 */
async function onRide(shown: ShownDriver, count: number, signal: AbortSignal): Promise<void> {
  const { driverId, gateway, backOff } = shown;
  const found = await openRideOf(gateway, driverId);
  if (found.kind === 'ok') {
    backOff.succeeded();
    if (!found.value) return shown.begin(count);
    if (isOwn(found.value)) await shown.takeUp(found.value);
  } else if (found.kind === 'transient') {
    backOff.failed(found.reason, found.retryAfterMs);
    await backOff.wait(signal);
  } else {
    throw new Error(`the gateway refused to list the rides of ${driverId} with ${found.status}`);
  }
}

/**
 * Begins a ride of the driver whenever there is none: at start, and after somebody else has ended it. The ride itself
 * does not end, see RideJourney. Resolves when the signal is aborted.
 */
export async function keepOnRide(shown: ShownDriver, signal: AbortSignal): Promise<void> {
  for (let count = 1; !signal.aborted; count += 1) {
    const began = performance.now();
    await onRide(shown, count, signal).catch((error: unknown) => {
      if (!signal.aborted) shown.onError(error);
    });
    // Bounds the rate of rounds that fail at once.
    if (performance.now() - began < shown.pauseMs) await pause(shown.pauseMs, signal);
  }
}
