import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { CONSUMERS } from '@ride-hailing/contracts';
import { z } from 'zod';
import { findTool } from '../checking-tools/find-tool';
import { serviceOf } from '../docker/compose.fixture';
import { sources } from '../repository/repository-files';
import { KUBERNETES } from './base.fixture';
import { SECRETS } from './environment';
import { hardeningFaults } from './hardening-faults';
import { type Manifest, ofKind, parseManifests, podsOf, workloadsOf } from './manifests';
import { networkFaults } from './network-faults';
import { referenceFaults } from './reference-faults';
import { schemaFaults } from './schema-faults';

const RENDER_WITHIN_MS = 30_000;

const here = findTool('kustomize');

const build = async (folder: string): Promise<string> => {
  const { stdout } = await promisify(execFile)(here.path ?? '', ['build', folder], {
    cwd: KUBERNETES,
    timeout: RENDER_WITHIN_MS,
    maxBuffer: 16 * 1024 * 1024,
  });
  return stdout;
};

const builds = new Map<string, Promise<string>>();
/** Renders each folder once. */
const render = (folder: string): Promise<string> => {
  const known = builds.get(folder) ?? build(folder);
  builds.set(folder, known);
  return known;
};

const rendered = async (folder: string): Promise<Manifest[]> => parseManifests(await render(folder));

const argumentsOfNats = (manifests: readonly Manifest[]): string[] =>
  podsOf(manifests).find(({ name }) => name === 'nats')?.containers[0]?.args ?? [];

/** How many of each app there are, and on how many servers streams are kept. */
const replicasOf = (manifests: readonly Manifest[]): Record<string, number | undefined> => {
  const counts: Record<string, number | undefined> = {};
  for (const { name, replicas } of workloadsOf(manifests)) counts[name] = replicas;
  for (const { name, spec } of ofKind(manifests, 'Cluster', z.looseObject({ instances: z.int() }))) {
    counts[name] = spec.instances;
  }
  const variables = podsOf(manifests).flatMap(({ containers }) => containers.flatMap(({ env }) => env));
  counts.streams = Number(variables.find(({ name }) => name === 'STREAM_REPLICAS')?.value);
  return counts;
};

if (here.path) {
  it.each(['base', 'small', 'production'])(
    'kustomize renders %s to manifests in which nothing is unknown, missing, open or unprotected',
    async (folder) => {
      const manifests = await rendered(folder);
      expect(schemaFaults(manifests)).toEqual([]);
      expect(referenceFaults(manifests, SECRETS)).toEqual([]);
      expect(networkFaults(manifests)).toEqual([]);
      expect(hardeningFaults(manifests)).toEqual([]);
      const [namespace, ...others] = manifests;
      expect([namespace?.kind, namespace?.metadata.name]).toEqual(['Namespace', 'ride-hailing']);
      for (const { metadata } of others) expect(metadata.namespace).toBe('ride-hailing');
      expect(manifests.filter(({ kind }) => kind === 'Secret')).toEqual([]);
    },
  );

  it.each([
    ['runAsNonRoot: true', 'runAsNonRoot: false', 'has another securityContext than every pod'],
    ['type: RuntimeDefault', 'type: Unconfined', 'has another securityContext than every pod'],
    [
      'automountServiceAccountToken: false',
      'automountServiceAccountToken: true',
      'has a login at the cluster',
    ],
    ['enableServiceLinks: false', 'enableServiceLinks: true', 'gets variables of other Services'],
    ['enableServiceLinks: false', 'enableServiceLinks: false\n      hostNetwork: true', 'has hostNetwork'],
    [
      'emptyDir:\n          sizeLimit: 64Mi',
      'hostPath:\n          path: /tmp',
      'is neither of its own nor a ConfigMap',
    ],
    [
      'readOnlyRootFilesystem: true',
      'readOnlyRootFilesystem: false',
      'its container has another securityContext',
    ],
    [
      'allowPrivilegeEscalation: false',
      'allowPrivilegeEscalation: true',
      'its container has another securityContext',
    ],
    ['drop:\n            - ALL', 'drop:\n            - NET_RAW', 'its container has another securityContext'],
    ['mountPath: /tmp', 'mountPath: /var/tmp', 'has no /tmp to write to'],
    [
      'image: ride-hailing/gateway:0.1.0',
      'image: ride-hailing/gateway',
      'the image ride-hailing/gateway has no version',
    ],
    ['requests:\n            cpu: 500m', 'requests:\n            cpus: 500m', 'requests no cpu'],
    [
      'limits:\n            memory: 768Mi',
      'limits:\n            cpu: 768m',
      'may take all the memory of its node',
    ],
    ['livenessProbe:', 'aliveProbe:', 'has no livenessProbe'],
    ['path: /health/ready', 'path: /health/live', 'readinessProbe does not ask for /health/ready'],
    ['maxUnavailable: 0', 'maxUnavailable: 1', 'an update takes instances away before new ones are ready'],
    ['preStop:', 'postStart:', 'stops before requests go elsewhere'],
    [
      'terminationGracePeriodSeconds: 20',
      'terminationGracePeriodSeconds: 15',
      'is killed earlier than by Compose',
    ],
    ['topologySpreadConstraints:', 'constraints:', 'may have all its instances on one node'],
    [
      'maxUnavailable: 1\n',
      'maxUnavailable: 2\n',
      'has no PodDisruptionBudget that lets one instance go at a time',
    ],
    ['kind: PodDisruptionBudget', 'kind: DaemonSet', 'DaemonSet gateway: no check knows this kind'],
  ])('a pod is refused in which "%s" is "%s"', async (right, wrong, fault) => {
    const text = await render('base');
    expect(text).toContain(right);
    expect(hardeningFaults(parseManifests(text.replaceAll(right, wrong))).join('\n')).toContain(fault);
  });

  it('a pod is refused that counts the pods of others when it is spread over the nodes', async () => {
    const wrong = (await render('base')).replace(/\S+: \S+(?=\n +matchLabelKeys)/, 'app: another');
    expect(referenceFaults(parseManifests(wrong), SECRETS)).toEqual([
      'Deployment dashboard: spreads the pods of others',
    ]);
  });

  it('small has one of each without an autoscaler, and production survives the loss of a node', async () => {
    const [small, production] = [await rendered('small'), await rendered('production')];
    expect(replicasOf(small)).toMatchObject({
      ...{ 'ride-service': 1, gateway: 1, nats: 1, postgres: 1, streams: 1, 'fleet-simulator': 1 },
      // Without an autoscaler, Kubernetes starts one.
      'driver-service': undefined,
    });
    expect(small.filter(({ kind }) => kind === 'HorizontalPodAutoscaler')).toEqual([]);
    const shared = serviceOf('nats').command?.filter((option) => option.startsWith('-')) ?? [];
    const options = new Set(argumentsOfNats(small).map((argument) => argument.replace(/=.*/s, '')));
    expect(options).toEqual(new Set([...shared, '-n']));
    expect(replicasOf(production)).toMatchObject({
      ...{ 'ride-service': 3, gateway: 3, nats: 3, postgres: 3, streams: 3, 'fleet-simulator': 0 },
    });
    const text = await render('production');
    expect(text).toContain('requiredDuringSchedulingIgnoredDuringExecution');
    expect(text).toContain('podAntiAffinityType: required');
    expect(text).not.toContain('ScheduleAnyway');
  });

  it('production scales by a metric that Driver Service has', async () => {
    const schema = z.looseObject({
      minReplicas: z.int().min(2),
      metrics: z.array(z.looseObject({ type: z.string(), external: z.unknown().optional() })),
    });
    const [scaler] = ofKind(await rendered('production'), 'HorizontalPodAutoscaler', schema);
    const external = scaler?.spec.metrics.find(({ type }) => type === 'External')?.external;
    const { metric } = z
      .looseObject({
        metric: z.object({
          name: z.string(),
          selector: z.object({ matchLabels: z.record(z.string(), z.string()) }),
        }),
      })
      .parse(external);
    const { durable, state, ...others } = metric.selector.matchLabels;
    expect(others).toEqual({});
    expect(sources()).toContain(`name: '${metric.name}'`);
    expect(sources()).toContain(`set({ durable, state: '${state}' }`);
    expect(CONSUMERS.map((consumer) => consumer.durable)).toContain(durable);
  });
} else {
  console.warn(`the manifests for Kubernetes are NOT rendered here: ${here.fault}`);
  it.skip('kustomize renders the manifests for Kubernetes', () => undefined);
}
