import { type Access, accessTo } from './access';
import { inOwnPlace, type OwnPlaceOptions } from './own-place';
import type { ManagedProcess } from './processes/managed-process';
import { natsServers } from './start-infrastructure';

/** One running nats-server, or three that form one cluster. */
export interface NatsServers extends Pick<Access, 'natsUrl' | 'credentials' | 'phoneIssuerSeed'> {
  readonly nodes: readonly ManagedProcess[];
  /** Lists all of them. */
  readonly natsUrl: string;
  stop(): Promise<void>;
}

/**
 * Starts nats-server on a free port, or three of them with `cluster`, with data and passwords in `folder`. Each can be
 * killed and started again; with two of three the cluster works. JetStream of a cluster answers once it has elected a
 * leader, seconds after the start.
 * @throws StackError when one of them is not available or does not start
 */
export const startNats = (options: OwnPlaceOptions): Promise<NatsServers> =>
  inOwnPlace(options, async (place, owns) => {
    const nodes = await natsServers(place);
    for (const node of nodes) owns(() => node.stop());
    await Promise.all(nodes.map((node) => node.start()));
    await Promise.all(nodes.map((node) => node.waitReady()));
    return { ...accessTo(place.secrets, place.ports), nodes };
  });
