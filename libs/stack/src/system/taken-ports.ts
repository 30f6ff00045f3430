import type { ExternalInfrastructure } from '../servers/external';
import { isCluster, type ServerPorts, takenPorts } from '../servers/port-block';
import { StackError } from '../stack.errors';

export interface WantedPort {
  readonly name: string;
  readonly port: number;
}

/** Every port on which our own servers listen. */
export function wantedServerPorts(ports: ServerPorts, external?: ExternalInfrastructure): WantedPort[] {
  const nats = ports.nats.flatMap(({ client, route }) => (isCluster(ports) ? [client, route] : [client]));
  return [
    ...(external?.nats ? [] : nats.map((port) => ({ name: 'nats', port }))),
    ...(external?.postgresAdminUrl ? [] : ports.postgres.map((port) => ({ name: 'postgres', port }))),
  ];
}

/**
 * @param wayOut advice for the message
 * @throws StackError that names each port on which another program listens
 */
export async function refuseTakenPorts(wanted: readonly WantedPort[], wayOut: string): Promise<void> {
  const taken = await takenPorts(wanted.map(({ port }) => port));
  if (taken.length === 0) return;
  const named = wanted
    .filter(({ port }) => taken.includes(port))
    .map(({ name, port }) => `${port} (${name})`);
  throw new StackError(
    `${taken.length > 1 ? 'Ports' : 'Port'} ${named.join(', ')} ${taken.length > 1 ? 'are' : 'is'} already taken by another program. ${wayOut}`,
  );
}
