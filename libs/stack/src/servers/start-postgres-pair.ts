import { inOwnPlace, type OwnPlaceOptions } from './own-place';
import type { PostgresPair } from './postgres/postgres-pair';
import type { ManagedProcess } from './processes/managed-process';
import { postgresPair } from './start-infrastructure';

/** A running primary, and a hot standby for which its commits wait. */
export interface RunningPair {
  readonly pair: PostgresPair;
  readonly primary: ManagedProcess;
  readonly standby: ManagedProcess;
  /** The superuser's URLs of the database `postgres`. */
  readonly primaryUrl: string;
  readonly standbyUrl: string;
  stop(): Promise<void>;
}

/**
 * Starts two Postgres servers on free ports, with data in `folder`.
 * @throws StackError when one of them is not available or does not start
 */
export const startPostgresPair = (options: OwnPlaceOptions): Promise<RunningPair> =>
  inOwnPlace({ ...options, cluster: true }, async (place, owns) => {
    const pair = postgresPair(place);
    owns(async () => {
      pair.close();
      await Promise.all(pair.servers.map((server) => server.stop()));
    });
    await pair.start();
    const [primary, standby] = pair.servers;
    const [primaryUrl, standbyUrl] = pair.urls;
    return { pair, primary, standby, primaryUrl, standbyUrl };
  });
