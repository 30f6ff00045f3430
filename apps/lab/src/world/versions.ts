import { installedVersions } from '../runner/machine';
import type { LabSystem } from './lab-system';

const PACKAGES = ['@nestjs/core', 'fastify', 'nats', '@grpc/grpc-js', 'typeorm', 'pg', 'undici'];

/** Of what runs in this system, and of the packages that the services are made with. */
export async function versionsOf({ databases, broker }: LabSystem): Promise<Record<string, string>> {
  const [row] = await databases.rows<{ server_version: string }>('ride_service', 'SHOW server_version');
  return {
    postgres: row?.server_version ?? 'unknown',
    nats: broker.serverVersion,
    ...installedVersions(PACKAGES),
  };
}
