import { HOST, type ServerPorts } from '../servers/port-block';
import { FaultProxy } from '../servers/proxies/fault-proxy';
import { Link } from './link';

/** The ports with those of proxies, and a link from each server to `nats`, which has all of its connections. */
interface NodeProxies {
  readonly ports: ServerPorts;
  readonly links: readonly Link[];
}

/**
 * Starts proxies before each server of a NATS cluster, so that it can be cut off: one for clients, and one to each other
 * server. Two servers have two proxies between them, since either may begin a connection.
 */
export async function startNodeProxies(ports: ServerPorts, nextPort: () => number): Promise<NodeProxies> {
  const nodes = ports.nats.map((node) => ({ ...node, proxies: [] as FaultProxy[] }));
  const nats: ServerPorts['nats'][number][] = [];
  for (const node of nodes) {
    const forClients = await FaultProxy.start({ host: HOST, port: node.client }, nextPort());
    node.proxies.push(forClients);
    const routes: number[] = [];
    for (const other of nodes.filter((one) => one !== node)) {
      const between = await FaultProxy.start({ host: HOST, port: other.route }, nextPort());
      routes.push(between.port);
      for (const end of [node, other]) end.proxies.push(between);
    }
    nats.push({ client: node.client, route: node.route, proxies: { client: forClients.port, routes } });
  }
  const links = nodes.map(({ proxies }, at) => new Link(`nats-${at + 1}`, 'nats', proxies));
  return { ports: { ...ports, nats }, links };
}
