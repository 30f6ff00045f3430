import type { ExternalInfrastructure } from '../servers/external';
import { serverPorts, takenPorts } from '../servers/port-block';
import { StackError } from '../stack.errors';

export interface WantedPort {
  readonly name: string;
  readonly port: number;
}

export const wantedServerPorts = (portBase: number, external?: ExternalInfrastructure): WantedPort[] => {
  const { nats, postgres } = serverPorts(portBase);
  return [
    ...(external?.nats ? [] : [{ name: 'nats', port: nats }]),
    ...(external?.postgresAdminUrl ? [] : [{ name: 'postgres', port: postgres }]),
  ];
};

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
