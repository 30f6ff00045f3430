import { existsSync } from 'node:fs';
import { dataIn } from './postgres/postgres-server';
import { placeCertificates } from './postgres/server-certificates';
import { signalProcess } from './processes/process-table';
import { certificatesOf, rotateCertificates } from './certificates/certificates';
import { foldersOfPostgres } from './start-infrastructure';

/** Servers that run with certificates. */
interface RunningServers {
  readonly folder: string;
  /** The folder of Postgres' data. */
  readonly dataFolder: string;
  /** The process ids of all servers of NATS and Postgres. */
  readonly pids: readonly number[];
}

/** Makes all certificates again, and lets the servers read theirs. Services notice theirs by themselves. */
export async function rotateServers({ folder, dataFolder, pids }: RunningServers): Promise<void> {
  await rotateCertificates(folder);
  const data = foldersOfPostgres(dataFolder).map(dataIn).filter(existsSync);
  for (const one of data) placeCertificates(certificatesOf(folder, 'postgres'), one);
  for (const pid of pids) signalProcess(pid, 'SIGHUP');
}
