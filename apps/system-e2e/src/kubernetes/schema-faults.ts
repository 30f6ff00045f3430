import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { z } from 'zod';
import { type Manifest, ofKind } from './manifests';

const CHECK_WITHIN_MS = 30_000;

const quantity = z.string().regex(/^\d+(m|Mi|Gi)?$/);
const resources = z.strictObject({ cpu: quantity.optional(), memory: quantity.optional() });
/** The fields of CloudNativePG's Cluster that are used here; the schemas of Kubernetes have none of them. */
const clusterSchema = z.strictObject({
  instances: z.int().min(1),
  imageName: z.string(),
  enableSuperuserAccess: z.boolean(),
  postgresql: z.strictObject({
    synchronous: z
      .strictObject({
        method: z.enum(['any', 'first']),
        number: z.int().min(1),
        dataDurability: z.enum(['required', 'preferred']),
        failoverQuorum: z.boolean(),
      })
      .optional(),
    parameters: z.record(z.string(), z.string()),
  }),
  affinity: z.strictObject({ podAntiAffinityType: z.enum(['required', 'preferred']) }).optional(),
  storage: z.strictObject({ size: quantity }),
  resources: z.strictObject({ requests: resources, limits: resources }),
});

const ofOperator = ({ apiVersion }: Manifest): boolean => apiVersion === 'postgresql.cnpg.io/v1';

/** What the schemas of Kubernetes say against the manifests, unknown fields included. */
export const schemaFaults = (manifests: readonly Manifest[]): string[] => {
  const input = JSON.stringify(manifests.filter((one) => !ofOperator(one)));
  const options = { input, encoding: 'utf8', timeout: CHECK_WITHIN_MS } as const;
  const faults = execFileSync(process.execPath, [join(__dirname, 'schema.mjs')], options);
  return [...(JSON.parse(faults) as string[]), ...clusterFaults(manifests.filter(ofOperator))];
};

const clusterFaults = (manifests: readonly Manifest[]): string[] =>
  ofKind(manifests, 'Cluster', z.unknown()).flatMap(({ name, spec }) => {
    const { error, data } = clusterSchema.safeParse(spec);
    if (error)
      return error.issues.map(({ path, message }) => `Cluster ${name}: ${path.join('/')}: ${message}`);
    const { instances, postgresql } = data;
    return (postgresql.synchronous?.number ?? 0) < instances
      ? []
      : [`Cluster ${name}: a commit waits for more standbys than there are`];
  });
