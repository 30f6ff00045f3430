import { given } from '../docker/compose.fixture';
import type { Container, Manifest } from './manifests';
import { partsOf, type Secrets } from './reference-faults';

/** The Secret that the operator of Postgres makes. */
const SUPERUSER = 'postgres-superuser';
/** The Secrets that are not in the tree: one is made of docker/.env. */
export const SECRETS: Secrets = {
  'ride-hailing': [...given.keys()].filter((name) => name !== 'POSTGRES_PASSWORD'),
  [SUPERUSER]: ['username', 'password'],
};

/**
 * The environment of a container, with secrets as in the examples of Compose. Without the variables that are only parts
 * of others.
 */
export const environmentIn = (
  container: Container,
  manifests: readonly Manifest[],
): Record<string, string> => {
  const all: Record<string, string> = {};
  const parts = new Set<string>();
  for (const { name, value = '', valueFrom } of container.env) {
    for (const part of partsOf(value)) parts.add(part);
    const { secretKeyRef: secret, configMapKeyRef: map } = valueFrom ?? {};
    if (secret?.name === SUPERUSER) all[name] = given.get('POSTGRES_PASSWORD') ?? '';
    else if (secret) all[name] = given.get(secret.key) ?? '';
    else if (map) {
      const found = manifests.find(
        ({ kind, metadata }) => kind === 'ConfigMap' && metadata.name === map.name,
      );
      all[name] = found?.data?.[map.key] ?? '';
    } else all[name] = value.replace(/\$\((\w+)\)/g, (_all, part: string) => all[part] ?? '');
  }
  return Object.fromEntries(Object.entries(all).filter(([name]) => !parts.has(name)));
};

/** The same value with the addresses that these services have on Kubernetes: gRPC and the primary have their own. */
export const onKubernetes = (value: string): string =>
  value
    .replace(/\b(ride-service|driver-service|gateway):(301\d)\b/g, '$1-grpc:$2')
    .replace('@postgres:', '@postgres-rw:');
