import { base, planted } from './base.fixture';
import { SECRETS } from './environment';
import { referenceFaults } from './reference-faults';

describe('docker/kubernetes', () => {
  it('refers only to what is there', () => {
    expect(referenceFaults(base(), SECRETS)).toEqual([]);
  });

  it.each([
    [
      'gateway.yaml',
      'key: JWT_PUBLIC_KEY',
      'key: JWT_KEY',
      'JWT_PUBLIC_KEY: there is no JWT_KEY in a Secret ride-hailing',
    ],
    ['provision.yaml', 'postgres-superuser', 'postgres-app', 'there is no password in a Secret postgres-app'],
    ['dashboard.yaml', 'name: settings', 'name: setting', 'there is no APPROACHES in a ConfigMap setting'],
    ['nats.yaml', 'configMap: { name: nats }', 'configMap: { name: conf }', 'there is no ConfigMap conf'],
    ['nats.yaml', 'name: conf, mountPath', 'name: config, mountPath', 'there is no volume config'],
    ['nats.yaml', '-n=$(POD_NAME)', '-n=$(NAME)', 'an argument needs NAME'],
    ['nats.yaml', 'serviceName: nats-routes', 'serviceName: nats', 'there is no headless Service nats'],
    ['nats.yaml', 'port: monitor }', 'port: monitoring }', 'a probe asks at the port monitoring'],
    [
      'ride-service.yaml',
      '$(RIDE_SERVICE_DB_PASSWORD)',
      '$(PASSWORD)',
      'DATABASE_URL: PASSWORD is not set before it',
    ],
    ['ride-service.yaml', 'name: JWT_AUDIENCE', 'name: GRPC_PORT', 'GRPC_PORT: is set twice'],
    ['ride-service.yaml', "GRPC_PORT, value: '3011'", 'GRPC_PORT', 'GRPC_PORT: needs one value'],
    ['ride-service.yaml', 'targetPort: grpc', 'targetPort: rpc', 'leads to rpc, which is no port'],
    ['ride-service.yaml', 'containerPort: 3011', 'containerPort: 3111', 'leads to grpc, which is 3111'],
    [
      'gateway.yaml',
      'selector: { app: gateway }',
      'selector: { app: gate }',
      'Service gateway: is for 0 apps',
    ],
    [
      'gateway.yaml',
      'labels: { app: gateway }',
      'labels: { app: gate }',
      'its selector does not match its own pods',
    ],
    [
      'gateway.yaml',
      '  maxUnavailable: 1\n  selector: { matchLabels: { app: gateway }',
      '  maxUnavailable: 1\n  selector: { matchLabels: { app: gate }',
      'PodDisruptionBudget gateway: is for 0 apps',
    ],
    [
      'driver-service.yaml',
      'kind: Deployment, name: driver-service',
      'kind: Deployment, name: driver',
      'there is no driver',
    ],
    ['driver-service.yaml', 'strategy:', 'replicas: 2\n  strategy:', 'its target sets its replicas, too'],
    ['driver-service.yaml', 'type: Resource', 'type: Pods', 'does not look at the CPU'],
    [
      'dashboard.yaml',
      'name: dashboard }\nspec:\n  selector',
      'name: gateway }\nspec:\n  selector',
      'Service gateway: stands twice',
    ],
  ])('refuses %s when "%s" refers to nothing', (file, right, wrong, fault) => {
    expect(referenceFaults(planted(file, right, wrong), SECRETS).join('\n')).toContain(fault);
  });
});
