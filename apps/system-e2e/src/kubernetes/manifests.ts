import { parseAllDocuments } from 'yaml';
import { z } from 'zod';

const map = z.record(z.string(), z.string());
const selectorSchema = z.strictObject({ matchLabels: map.default({}) });
const named = z.looseObject({ name: z.string() });
const keyRef = z.strictObject({ name: z.string(), key: z.string() });
const envSchema = z.strictObject({
  name: z.string(),
  value: z.string().optional(),
  valueFrom: z
    .strictObject({
      secretKeyRef: keyRef.optional(),
      configMapKeyRef: keyRef.optional(),
      fieldRef: z.strictObject({ fieldPath: z.string() }).optional(),
    })
    .optional(),
});
const probeSchema = z.looseObject({ httpGet: z.strictObject({ path: z.string(), port: z.string() }) });
const containerSchema = z.looseObject({
  name: z.string(),
  image: z.string(),
  args: z.array(z.string()).default([]),
  env: z.array(envSchema).default([]),
  ports: z.array(z.strictObject({ name: z.string(), containerPort: z.int() })).default([]),
  volumeMounts: z.array(z.looseObject({ name: z.string(), mountPath: z.string() })).default([]),
  startupProbe: probeSchema.optional(),
  livenessProbe: probeSchema.optional(),
  readinessProbe: probeSchema.optional(),
  resources: z.looseObject({ requests: map.default({}), limits: map.default({}) }).optional(),
  securityContext: z.unknown().optional(),
  lifecycle: z.looseObject({ preStop: z.unknown().optional() }).optional(),
});
const podSchema = z.looseObject({
  containers: z.array(containerSchema),
  volumes: z
    .array(named.extend({ configMap: named.optional(), emptyDir: z.unknown().optional() }))
    .default([]),
  topologySpreadConstraints: z.array(z.looseObject({ labelSelector: selectorSchema })).default([]),
});
const templateSchema = z.object({ metadata: z.object({ labels: map }), spec: podSchema });
const workloadSchema = z.looseObject({
  replicas: z.int().optional(),
  strategy: z.unknown().optional(),
  selector: selectorSchema.optional(),
  serviceName: z.string().optional(),
  template: templateSchema,
  volumeClaimTemplates: z.array(z.object({ metadata: z.object({ name: z.string() }) })).default([]),
});
const serviceSchema = z.looseObject({
  clusterIP: z.string().optional(),
  selector: map,
  ports: z.array(z.looseObject({ port: z.int(), targetPort: z.string() })),
});
const peerSchema = z.strictObject({
  podSelector: selectorSchema.optional(),
  namespaceSelector: selectorSchema.optional(),
});
const rulePorts = z.array(z.looseObject({ port: z.int() }));
const policySchema = z.strictObject({
  podSelector: selectorSchema,
  policyTypes: z.array(z.enum(['Ingress', 'Egress'])),
  ingress: z.array(z.strictObject({ from: z.array(peerSchema).optional(), ports: rulePorts })).default([]),
  egress: z.array(z.strictObject({ to: z.array(peerSchema).optional(), ports: rulePorts })).default([]),
});
const manifestSchema = z.looseObject({
  apiVersion: z.string(),
  kind: z.string(),
  metadata: z.looseObject({ name: z.string(), namespace: z.string().optional() }),
  spec: z.unknown().optional(),
  data: map.optional(),
});

export type Manifest = z.infer<typeof manifestSchema>;
export type Container = z.infer<typeof containerSchema>;
export type Peer = z.infer<typeof peerSchema>;
export type Workload = z.infer<typeof workloadSchema> & { readonly kind: string; readonly name: string };
/** What makes pods: a Deployment, a StatefulSet or a Job. The operator of Postgres makes its own. */
export const WORKLOADS = ['Deployment', 'StatefulSet', 'Job'];

export const parseManifests = (text: string): Manifest[] =>
  parseAllDocuments(text).map((document) => manifestSchema.parse(document.toJS()));

/** Every manifest of a kind with its spec. */
export const ofKind = <T extends z.ZodType>(
  manifests: readonly Manifest[],
  kind: string,
  schema: T,
): { name: string; spec: z.output<T> }[] =>
  manifests
    .filter((one) => one.kind === kind)
    .map(({ metadata, spec }) => ({ name: metadata.name, spec: schema.parse(spec) }));

export const workloadsOf = (manifests: readonly Manifest[]): Workload[] =>
  WORKLOADS.flatMap((kind) =>
    ofKind(manifests, kind, workloadSchema).map(({ name, spec }) => ({ ...spec, kind, name })),
  );

export const policiesOf = (manifests: readonly Manifest[]) =>
  ofKind(manifests, 'NetworkPolicy', policySchema);

/** The pods of one workload, or of the Postgres that an operator runs. */
export interface Pods {
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly containers: readonly Container[];
  /** The ports on which they listen, by name. */
  readonly ports: Readonly<Record<string, number>>;
}

const clusterNames = (manifests: readonly Manifest[]) =>
  ofKind(manifests, 'Cluster', z.unknown()).map(({ name }) => name);

export const podsOf = (manifests: readonly Manifest[]): Pods[] => [
  ...workloadsOf(manifests).map(({ name, template: { metadata, spec } }) => ({
    name,
    labels: metadata.labels,
    containers: spec.containers,
    ports: Object.fromEntries(
      spec.containers.flatMap(({ ports }) => ports.map((port) => [port.name, port.containerPort])),
    ),
  })),
  ...clusterNames(manifests).map((name) => ({
    name,
    labels: { 'cnpg.io/cluster': name },
    containers: [],
    ports: { postgres: 5432, status: 8000 },
  })),
];

/** The Services, with those that the operator of Postgres makes. */
export const servicesOf = (manifests: readonly Manifest[]) => [
  ...ofKind(manifests, 'Service', serviceSchema),
  ...clusterNames(manifests).map((name) => ({
    name: `${name}-rw`,
    spec: {
      clusterIP: undefined,
      selector: { 'cnpg.io/cluster': name },
      ports: [{ port: 5432, targetPort: 'postgres' }],
    },
  })),
];

export const matches = (
  selector: Readonly<Record<string, string>>,
  labels: Readonly<Record<string, string>>,
): boolean => Object.entries(selector).every(([label, value]) => labels[label] === value);
