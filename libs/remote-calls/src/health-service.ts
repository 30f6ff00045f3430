import type { Server } from '@grpc/grpc-js';
import { HealthImplementation } from 'grpc-health-check';

/** Knows whether the service can serve now, and calls back on each change. */
export interface ReadinessSource {
  isReady(): boolean;
  onReadinessChange(listener: (ready: boolean) => void): void;
}

/**
 * Adds the standard health service (`grpc.health.v1.Health`), which reports the readiness of the server as a whole ('')
 * and of each named service.
 */
export function addHealthService(
  server: Pick<Server, 'addService'>,
  readiness: ReadinessSource,
  services: readonly string[] = [],
): void {
  const names = ['', ...services];
  const statusOf = (ready: boolean) => (ready ? 'SERVING' : 'NOT_SERVING');
  const health = new HealthImplementation(
    Object.fromEntries(names.map((name) => [name, statusOf(readiness.isReady())])),
  );
  readiness.onReadinessChange((ready) => {
    for (const name of names) health.setStatus(name, statusOf(ready));
  });
  health.addToServer(server);
}
