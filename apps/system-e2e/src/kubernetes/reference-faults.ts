import { z } from 'zod';
import {
  type Container,
  type Manifest,
  matches,
  ofKind,
  type Pods,
  podsOf,
  servicesOf,
  type Workload,
  workloadsOf,
} from './manifests';
import { unless } from './unless';

/** The keys of the Secrets that are not in the tree, by the name of each Secret. */
export type Secrets = Readonly<Record<string, readonly string[]>>;

const budgetSchema = z.looseObject({ selector: z.object({ matchLabels: z.record(z.string(), z.string()) }) });
const scalerSchema = z.looseObject({
  scaleTargetRef: z.object({ kind: z.string(), name: z.string() }),
  metrics: z.array(z.looseObject({ type: z.string() })),
});

/** Everything that a manifest refers to and that is not there. */
export const referenceFaults = (manifests: readonly Manifest[], secrets: Secrets): string[] => {
  const pods = podsOf(manifests);
  return [
    ...workloadsOf(manifests).flatMap((workload) =>
      [...faultsOfPods(workload, manifests, secrets), ...faultsOfWorkload(workload, manifests)].map(
        (fault) => `${workload.kind} ${workload.name}: ${fault}`,
      ),
    ),
    ...servicesOf(manifests).flatMap(({ name, spec }) => faultsOfService(name, spec, pods)),
    ...ofKind(manifests, 'PodDisruptionBudget', budgetSchema).flatMap(({ name, spec }) => {
      const of = pods.filter(({ labels }) => matches(spec.selector.matchLabels, labels));
      return of.length === 1 ? [] : [`PodDisruptionBudget ${name}: is for ${of.length} apps`];
    }),
    ...scalerFaults(manifests),
    ...duplicates(manifests),
  ];
};

type Maps = ReadonlyMap<string, Readonly<Record<string, string>>>;

const faultsOfPods = (workload: Workload, manifests: readonly Manifest[], secrets: Secrets): string[] => {
  const { volumes, containers } = workload.template.spec;
  const maps: Maps = new Map(
    manifests
      .filter(({ kind }) => kind === 'ConfigMap')
      .map(({ metadata, data }) => [metadata.name, data ?? {}]),
  );
  const mountable = [...volumes, ...workload.volumeClaimTemplates.map(({ metadata }) => metadata)];
  return [
    ...volumes.flatMap(({ configMap }) =>
      unless(!configMap || maps.has(configMap.name), `there is no ConfigMap ${configMap?.name}`),
    ),
    ...containers.flatMap((container) => [
      ...container.volumeMounts.flatMap(({ name }) =>
        unless(
          mountable.some((volume) => volume.name === name),
          `there is no volume ${name}`,
        ),
      ),
      ...[container.startupProbe, container.livenessProbe, container.readinessProbe].flatMap((probe) =>
        unless(
          !probe || container.ports.some(({ name }) => name === probe.httpGet.port),
          `a probe asks at the port ${probe?.httpGet.port}`,
        ),
      ),
      ...partsOf(container.args.join()).flatMap((part) =>
        unless(
          container.env.some(({ name }) => name === part),
          `an argument needs ${part}`,
        ),
      ),
      ...faultsOfEnvironment(container, maps, secrets),
    ]),
  ];
};

const faultsOfEnvironment = ({ env }: Container, maps: Maps, secrets: Secrets): string[] =>
  env.flatMap(({ name, value, valueFrom }, index) => {
    const { secretKeyRef: secret, configMapKeyRef: map } = valueFrom ?? {};
    const before = env.slice(0, index).map((one) => one.name);
    return [
      ...unless(!before.includes(name), 'is set twice'),
      ...unless((value === undefined) !== (valueFrom === undefined), 'needs one value'),
      ...unless(
        !secret || secrets[secret.name]?.includes(secret.key) === true,
        `there is no ${secret?.key} in a Secret ${secret?.name}`,
      ),
      ...unless(
        !map || maps.get(map.name)?.[map.key] !== undefined,
        `there is no ${map?.key} in a ConfigMap ${map?.name}`,
      ),
      ...partsOf(value ?? '').flatMap((part) =>
        unless(before.includes(part), `${part} is not set before it`),
      ),
    ].map((fault) => `${name}: ${fault}`);
  });

/** The variables that Kubernetes puts into a value. */
export const partsOf = (value: string): string[] =>
  [...value.matchAll(/\$\((\w+)\)/g)].map(([, name = '']) => name);

const faultsOfWorkload = (workload: Workload, manifests: readonly Manifest[]): string[] => {
  const { selector, serviceName, template } = workload;
  const governing = servicesOf(manifests).find(({ name }) => name === serviceName)?.spec;
  const { labels } = template.metadata;
  return [
    ...unless(!selector || matches(selector.matchLabels, labels), 'its selector does not match its own pods'),
    ...unless(
      serviceName === undefined || governing?.clusterIP === 'None',
      `there is no headless Service ${serviceName}`,
    ),
    ...template.spec.topologySpreadConstraints.flatMap(({ labelSelector }) =>
      unless(matches(labelSelector.matchLabels, labels), 'spreads the pods of others'),
    ),
  ];
};

const faultsOfService = (
  service: string,
  { selector, ports }: ReturnType<typeof servicesOf>[number]['spec'],
  pods: readonly Pods[],
): string[] => {
  const of = pods.filter(({ labels }) => matches(selector, labels));
  if (of.length !== 1) return [`Service ${service}: is for ${of.length} apps`];
  return ports.flatMap(({ port, targetPort }) => {
    const listening = of[0]?.ports[targetPort];
    if (listening === port) return [];
    return [
      `Service ${service}: offers ${port} and leads to ${targetPort}, which is ${listening ?? 'no port'}`,
    ];
  });
};

const scalerFaults = (manifests: readonly Manifest[]): string[] =>
  ofKind(manifests, 'HorizontalPodAutoscaler', scalerSchema).flatMap(({ name, spec }) => {
    const { scaleTargetRef, metrics } = spec;
    const target = workloadsOf(manifests).find(
      (one) => one.kind === scaleTargetRef.kind && one.name === scaleTargetRef.name,
    );
    if (!target) return [`HorizontalPodAutoscaler ${name}: there is no ${scaleTargetRef.name}`];
    return [
      ...unless(target.replicas === undefined, 'its target sets its replicas, too'),
      ...unless(
        metrics.some(({ type }) => type === 'Resource'),
        'does not look at the CPU',
      ),
    ].map((fault) => `HorizontalPodAutoscaler ${name}: ${fault}`);
  });

const duplicates = (manifests: readonly Manifest[]): string[] => {
  const names = manifests.map(({ kind, metadata }) => `${kind} ${metadata.name}`);
  return names.filter((name, index) => names.indexOf(name) !== index).map((name) => `${name}: stands twice`);
};
