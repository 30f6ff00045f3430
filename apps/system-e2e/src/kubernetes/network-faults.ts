import {
  type Manifest,
  matches,
  type Peer,
  type Pods,
  podsOf,
  policiesOf,
  servicesOf,
  workloadsOf,
} from './manifests';
import { unless } from './unless';

const ADDRESS = /(?:^|@|\/\/|,)([a-z][a-z0-9.-]*):(\d+)(?=\/|,|$)/g;

const edge = (from: string, to: string, port: number): string => `${from} to ${to}:${port}`;

/** Who talks to whom by the addresses in environments and arguments, and addresses that lead nowhere. */
const needs = (manifests: readonly Manifest[]) => {
  const pods = podsOf(manifests);
  const services = new Map(servicesOf(manifests).map(({ name, spec }) => [name, spec]));
  // A StatefulSet names each of its pods below its Service.
  for (const { name, serviceName, replicas = 1 } of workloadsOf(manifests)) {
    const governing = services.get(serviceName ?? '');
    if (!governing) continue;
    for (let index = 0; index < replicas; index++) services.set(`${name}-${index}.${serviceName}`, governing);
  }
  const edges = new Set<string>();
  const faults: string[] = [];
  for (const { name, containers } of pods) {
    const texts = containers.flatMap(({ env, args }) => [...env.map(({ value = '' }) => value), ...args]);
    for (const [, host = '', port = ''] of texts.flatMap((text) => [...text.matchAll(ADDRESS)])) {
      const service = services.get(host);
      const to = pods.find(({ labels }) => service && matches(service.selector, labels));
      if (to && service?.ports.some((one) => one.port === Number(port)))
        edges.add(edge(name, to.name, Number(port)));
      else faults.push(`${name}: nothing is at ${host}:${port}`);
    }
  }
  return { edges, faults };
};

/** What policies allow, by the callers' rules and by those of the called; outside of these pods, too. */
const allowed = (manifests: readonly Manifest[]) => {
  const pods = podsOf(manifests);
  const policies = policiesOf(manifests).map(({ spec }) => ({
    ...spec,
    own: ownersOf(spec.podSelector, pods),
  }));
  const peers = (of: readonly Peer[] | undefined) =>
    of?.flatMap((peer) => namesOf(peer, pods)) ?? ['anywhere'];
  const edges = (from: readonly string[], to: readonly string[], ports: readonly { port: number }[]) =>
    from.flatMap((caller) => to.flatMap((called) => ports.map(({ port }) => edge(caller, called, port))));
  const inside = new Set(pods.flatMap((a) => pods.map((b) => `${a.name} to ${b.name}`)));
  return {
    egress: new Set(
      policies.flatMap(({ own, egress }) => egress.flatMap(({ to, ports }) => edges(own, peers(to), ports))),
    ),
    ingress: new Set(
      policies.flatMap(({ own, ingress }) =>
        ingress.flatMap(({ from, ports }) => edges(peers(from), own, ports)),
      ),
    ),
    isInside: (one: string): boolean => inside.has(one.slice(0, one.lastIndexOf(':'))),
  };
};

type Selector = NonNullable<Peer['podSelector']>;

const namesIn = ({ matchLabels }: Selector, pods: readonly Pods[]): string[] =>
  pods.filter(({ labels }) => matches(matchLabels, labels)).map(({ name }) => name);

const ownersOf = (selector: Selector, pods: readonly Pods[]): string[] =>
  Object.keys(selector.matchLabels).length > 0 ? namesIn(selector, pods) : ['all'];

/** Pods of another namespace go by the name of that. */
const namesOf = ({ podSelector, namespaceSelector }: Peer, pods: readonly Pods[]): string[] => {
  if (!namespaceSelector) return namesIn(podSelector ?? { matchLabels: {} }, pods);
  return [namespaceSelector.matchLabels['kubernetes.io/metadata.name'] ?? 'every namespace'];
};

/** Policies and rules without effect. */
const idleFaults = (manifests: readonly Manifest[]): string[] => {
  const pods = podsOf(manifests);
  return policiesOf(manifests).flatMap(({ name, spec: { podSelector, policyTypes, ingress, egress } }) => {
    const peers = [...ingress.map(({ from }) => from), ...egress.map(({ to }) => to)].flatMap(
      (one) => one ?? [],
    );
    return [
      ...unless(ownersOf(podSelector, pods).length > 0, 'is for no pod'),
      ...unless(
        peers.every((peer) => namesOf(peer, pods).length > 0),
        'names pods that there are not',
      ),
      ...unless(ingress.length === 0 || policyTypes.includes('Ingress'), 'does not restrict who comes in'),
      ...unless(egress.length === 0 || policyTypes.includes('Egress'), 'does not restrict what goes out'),
    ].map((fault) => `NetworkPolicy ${name}: ${fault}`);
  });
};

/** What the policies allow with the world outside of these pods. */
export const outsideEdges = (manifests: readonly Manifest[]): string[] => {
  const { egress, ingress, isInside } = allowed(manifests);
  return [...egress, ...ingress].filter((one) => !isInside(one)).sort();
};

/** Addresses that lead nowhere or are not allowed, and permissions of one side only or that no address needs. */
export const networkFaults = (manifests: readonly Manifest[]): string[] => {
  const need = needs(manifests);
  const { egress, ingress, isInside } = allowed(manifests);
  const open = (one: string): boolean => ingress.has(one.replace(/^.* to /, 'anywhere to '));
  const amongItself = (one: string): boolean => /^(\S+) to \1:/.test(one);
  const deniesAll = policiesOf(manifests).some(
    ({ spec: { podSelector, policyTypes, ingress: from } }) =>
      Object.keys(podSelector.matchLabels).length === 0 && policyTypes.length === 2 && from.length === 0,
  );
  const inside = [...new Set([...egress, ...ingress])].filter(isInside);
  return [
    ...need.faults,
    ...idleFaults(manifests),
    ...unless(deniesAll, 'no NetworkPolicy denies everything by default'),
    ...[...new Set([...need.edges, ...inside])].flatMap((one) => [
      ...unless(egress.has(one), `${one}: the caller's policy does not let it out`),
      ...unless(ingress.has(one) || open(one), `${one}: the policy of the called does not let it in`),
      ...unless(need.edges.has(one) || amongItself(one), `${one}: no address needs it`),
    ]),
  ];
};
