import { base, planted } from './base.fixture';
import { networkFaults, outsideEdges } from './network-faults';

describe('docker/kubernetes', () => {
  it('lets pods talk to those whose addresses they have, and to nobody else', () => {
    expect(networkFaults(base())).toEqual([]);
    const monitored = [
      'dashboard:3004',
      'driver-service:3002',
      'fleet-simulator:3003',
      'phone-access:3020',
      'ride-service:3001',
    ];
    expect(outsideEdges(base())).toEqual(
      [
        'all to kube-system:53',
        'anywhere to gateway:3000',
        ...monitored.map((one) => `monitoring to ${one}`),
        ...['cnpg-system to postgres:5432', 'cnpg-system to postgres:8000'],
        ...['postgres to anywhere:443', 'postgres to anywhere:6443'],
      ].sort(),
    );
  });

  it.each([
    [
      'gateway.yaml',
      'http://ride-service:3001',
      'http://ride-service:3002',
      'gateway: nothing is at ride-service:3002',
    ],
    ['gateway.yaml', 'http://ride-service:3001', 'http://rides:3001', 'gateway: nothing is at rides:3001'],
    ['nats.yaml', 'nats-2.nats-routes', 'nats-3.nats-routes', 'nats: nothing is at nats-3.nats-routes:6222'],
    [
      'network.yaml',
      '{ port: 3001 }, { port: 3011 }',
      '{ port: 3001 }',
      "gateway to ride-service:3011: the caller's policy does not let it out",
    ],
    [
      'network.yaml',
      '        - podSelector: { matchLabels: { app: driver-service } }\n      ports: [{ port: 3010 }]',
      '      ports: [{ port: 3010 }]',
      'driver-service to gateway:3010: the policy of the called does not let it in',
    ],
    [
      'network.yaml',
      '{ port: 3001 }, { port: 3011 }',
      '{ port: 3001 }, { port: 3011 }, { port: 4222 }',
      'gateway to ride-service:4222: no address needs it',
    ],
    [
      'network.yaml',
      'podSelector: {}',
      'podSelector: { matchLabels: { app: gateway } }',
      'no NetworkPolicy denies everything by default',
    ],
    [
      'network.yaml',
      'policyTypes: [Ingress, Egress]',
      'policyTypes: [Egress]',
      'no NetworkPolicy denies everything by default',
    ],
    [
      'network.yaml',
      'app: gateway } }\n  policyTypes: [Ingress, Egress]',
      'app: gateway } }\n  policyTypes: [Ingress]',
      'NetworkPolicy gateway: does not restrict what goes out',
    ],
    [
      'network.yaml',
      'app: nats } }\n  policyTypes: [Ingress, Egress]',
      'app: nats } }\n  policyTypes: [Egress]',
      'NetworkPolicy nats: does not restrict who comes in',
    ],
    [
      'network.yaml',
      'podSelector: { matchLabels: { app: provision } }',
      'podSelector: { matchLabels: { app: setup } }',
      'NetworkPolicy provision: is for no pod',
    ],
    [
      'network.yaml',
      '- podSelector: { matchLabels: { app: provision } }',
      '- podSelector: { matchLabels: { app: setup } }',
      'names pods that there are not',
    ],
  ])(
    'refuses %s when "%s" becomes an address or a permission too many or too few',
    (file, right, wrong, fault) => {
      expect(networkFaults(planted(file, right, wrong)).join('\n')).toContain(fault);
    },
  );

  it('notices who is let in from outside', () => {
    const opened = planted(
      'network.yaml',
      '    - from: [{ namespaceSelector: { matchLabels: { kubernetes.io/metadata.name: monitoring } } }]\n      ports: [{ port: 3001 }]',
      '    - ports: [{ port: 3001 }]',
    );
    expect(outsideEdges(opened)).toContain('anywhere to ride-service:3001');
  });
});
