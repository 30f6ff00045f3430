import { join } from 'node:path';
import { reservePortBlock, serverPorts, type ServerPorts } from './port-block';
import { keepCertificates, type TlsFolders, tlsFolders } from './certificates/certificates';
import { Watchdog } from './processes/watchdog';
import { SECRETS, type Secrets } from './secrets';

export interface OwnPlaceOptions {
  /** Holds data, logs and passwords, and survives restarts. */
  readonly folder: string;
  /** Receives a line before each step that may take a while. */
  readonly log?: (line: string) => void;
  /** False for data that need not survive a power cut; data survive kill -9 either way. Default true. */
  readonly fsync?: boolean;
  /** True for three servers of NATS and two of Postgres. Default false. */
  readonly cluster?: boolean;
  /** True: the servers have certificates, and clients need one too. Default false. */
  readonly tls?: boolean;
  /** Default: a watchdog of its own. */
  readonly watchdog?: Watchdog;
}

/** What servers are started with. */
export interface Place {
  readonly folder: string;
  readonly secrets: Secrets;
  readonly ports: ServerPorts;
  readonly watchdog: Watchdog;
  readonly log: (line: string) => void;
  readonly fsync?: boolean;
  readonly tlsFolder?: TlsFolders;
}

export const logFile = (folder: string, name: string) => join(folder, 'logs', `${name}.log`);

/** Starts servers on free ports. What `work` names by `owns`, and the ports, are released when `work` fails, or by `stop`. */
export async function inOwnPlace<T extends object>(
  { folder, fsync, cluster, tls, log = () => undefined, ...options }: OwnPlaceOptions,
  work: (place: Place, owns: (stop: () => Promise<unknown>) => void) => Promise<T>,
): Promise<T & { stop(): Promise<void> }> {
  const block = await reservePortBlock();
  const watchdog = options.watchdog ?? new Watchdog();
  const stops: (() => Promise<unknown>)[] = [];
  const stop = async () => {
    await Promise.all(stops.map((one) => one()));
    if (!options.watchdog) watchdog.close();
    await block.release();
  };
  try {
    if (tls) await keepCertificates(folder);
    const place = {
      folder,
      secrets: SECRETS.keep(folder),
      ports: serverPorts(block.base, cluster),
      watchdog,
      log,
      fsync,
      tlsFolder: tlsFolders(folder, tls),
    };
    return { ...(await work(place, (one) => stops.push(one))), stop };
  } catch (error) {
    await stop();
    throw error;
  }
}
