import { isDeepStrictEqual } from 'node:util';
import { z } from 'zod';
import { serviceOf } from '../docker/compose.fixture';
import {
  type Container,
  type Manifest,
  matches,
  ofKind,
  type Workload,
  WORKLOADS,
  workloadsOf,
} from './manifests';
import { unless } from './unless';

/** The seconds that Compose gives a service to stop. */
const STOP_S = Number.parseInt(serviceOf('gateway').stop_grace_period ?? '', 10);

const POD = {
  runAsNonRoot: true,
  runAsUser: 1000,
  runAsGroup: 1000,
  fsGroup: 1000,
  seccompProfile: { type: 'RuntimeDefault' },
};
const CONTAINER = {
  allowPrivilegeEscalation: false,
  readOnlyRootFilesystem: true,
  capabilities: { drop: ['ALL'] },
};
const ROLLING = { rollingUpdate: { maxSurge: 1, maxUnavailable: 0 } };
const PROBES = {
  startupProbe: '/health/live',
  livenessProbe: '/health/live',
  readinessProbe: '/health/ready',
} as const;

/** The kinds that make no pods. */
const OTHERS = ['Cluster', 'ConfigMap', 'HorizontalPodAutoscaler', 'Namespace', 'NetworkPolicy'];
const CHECKED = [...WORKLOADS, ...OTHERS, 'PodDisruptionBudget', 'Service'];

const budgetSchema = z.object({
  maxUnavailable: z.int(),
  selector: z.object({ matchLabels: z.record(z.string(), z.string()) }),
});
const preStopSchema = z.object({ sleep: z.object({ seconds: z.number() }) });

/** What pods may do beyond their work, and what would interrupt it. */
export const hardeningFaults = (manifests: readonly Manifest[]): string[] => [
  ...manifests.flatMap(({ kind, metadata }) =>
    unless(CHECKED.includes(kind), `${kind} ${metadata.name}: no check knows this kind`),
  ),
  ...workloadsOf(manifests).flatMap((workload) =>
    [
      ...faultsOfPod(workload),
      ...workload.template.spec.containers.flatMap((container) => faultsOfContainer(container, workload)),
      ...(workload.kind === 'Deployment' ? faultsOfService(workload) : []),
      ...(workload.kind === 'Job' ? [] : budgetFaults(workload, manifests)),
    ].map((fault) => `${workload.kind} ${workload.name}: ${fault}`),
  ),
];

const faultsOfPod = ({ template: { spec } }: Workload): string[] => [
  ...unless(isDeepStrictEqual(spec.securityContext, POD), 'has another securityContext than every pod'),
  ...unless(spec.automountServiceAccountToken === false, 'has a login at the cluster'),
  ...unless(spec.enableServiceLinks === false, 'gets variables of other Services'),
  ...['hostNetwork', 'hostPID', 'hostIPC', 'initContainers', 'ephemeralContainers'].flatMap((field) =>
    unless(!(field in spec), `has ${field}`),
  ),
  ...spec.volumes.flatMap(({ name, emptyDir, configMap }) =>
    unless(
      emptyDir !== undefined || configMap !== undefined,
      `the volume ${name} is neither of its own nor a ConfigMap`,
    ),
  ),
];

const faultsOfContainer = (container: Container, { kind, template }: Workload): string[] => {
  const { image, resources, securityContext, volumeMounts, ports } = container;
  const tmp = volumeMounts.find(({ mountPath }) => mountPath === '/tmp');
  const volume = template.spec.volumes.find(({ name }) => name === tmp?.name);
  return [
    ...unless(
      isDeepStrictEqual(securityContext, CONTAINER),
      'its container has another securityContext than every one',
    ),
    ...unless(volume?.emptyDir !== undefined, 'has no /tmp to write to'),
    ...unless(/^[a-z/.-]+:v?\d+(\.\d+)*(-[a-z]+)?$/.test(image), `the image ${image} has no version`),
    ...['cpu', 'memory'].flatMap((name) =>
      unless(name in (resources?.requests ?? {}), `requests no ${name}`),
    ),
    ...unless('memory' in (resources?.limits ?? {}), 'may take all the memory of its node'),
    ...(kind === 'Job' ? [] : Object.keys(PROBES)).flatMap((probe) =>
      unless(container[probe as keyof typeof PROBES] !== undefined, `has no ${probe}`),
    ),
    ...unless(kind === 'Job' || ports.length > 0, 'names no port'),
  ];
};

const faultsOfService = ({ strategy, template: { spec } }: Workload): string[] => {
  const [container] = spec.containers;
  const preStop = preStopSchema.safeParse(container?.lifecycle?.preStop).data?.sleep.seconds ?? 0;
  return [
    ...Object.entries(PROBES).flatMap(([probe, path]) =>
      unless(
        container?.[probe as keyof typeof PROBES]?.httpGet.path === path,
        `${probe} does not ask for ${path}`,
      ),
    ),
    ...unless(
      isDeepStrictEqual(strategy, ROLLING) || isDeepStrictEqual(strategy, { type: 'Recreate' }),
      'an update takes instances away before new ones are ready',
    ),
    ...unless(preStop > 0, 'stops before requests go elsewhere'),
    ...unless(
      Number(spec.terminationGracePeriodSeconds) >= preStop + STOP_S,
      'is killed earlier than by Compose',
    ),
    ...unless(spec.topologySpreadConstraints.length > 0, 'may have all its instances on one node'),
  ];
};

const budgetFaults = ({ replicas = 2, template }: Workload, manifests: readonly Manifest[]): string[] => {
  const budgets = ofKind(manifests, 'PodDisruptionBudget', budgetSchema).filter(
    ({ spec }) => spec.maxUnavailable === 1 && matches(spec.selector.matchLabels, template.metadata.labels),
  );
  return unless(
    replicas < 2 || budgets.length > 0,
    'has no PodDisruptionBudget that lets one instance go at a time',
  );
};
