import { base, planted } from './base.fixture';
import { schemaFaults } from './schema-faults';

describe('docker/kubernetes', () => {
  it('has only fields that Kubernetes knows, with values of their types', () => {
    expect(schemaFaults(base())).toEqual([]);
  });

  it.each([
    [
      'ride-service.yaml',
      'maxUnavailable: 0',
      'maxUnavailabel: 0',
      '/spec/strategy/rollingUpdate/maxUnavailabel is unknown',
    ],
    ['ride-service.yaml', 'replicas: 2', 'replicas: two', 'data/spec/replicas must be integer'],
    ['gateway.yaml', 'policy/v1', 'policy/v2', 'there is no PodDisruptionBudget in policy/v2'],
    ['nats.yaml', 'memory: 1Gi', 'memory: 1GiB', 'must match format "quantity"'],
    ['network.yaml', 'protocol: UDP', 'protocol: DNS', 'must be equal to one of the allowed values'],
    ['driver-service.yaml', 'maxReplicas: 6', 'max: 6', 'must have required property maxReplicas'],
    ['postgres.yaml', 'instances: 3', 'instances: 3\n  replicas: 3', 'Unrecognized key: "replicas"'],
    ['postgres.yaml', 'number: 1', 'number: 3', 'a commit waits for more standbys than there are'],
  ])('refuses %s with a mistake in "%s"', (file, right, wrong, fault) => {
    expect(schemaFaults(planted(file, right, wrong)).join()).toContain(fault);
  });
});
