import { z } from 'zod';
import { describeFaults, checkConfig } from './config';
import { address, baseConfig, hostAndPort, httpInstances, port } from './config-shapes';

const schema = z.object({
  ...baseConfig.nats({ user: 'gateway' }),
  ...baseConfig.database(),
  gatewayUrl: httpInstances('http://127.0.0.1:3000'),
  sharedCacheUrl: address(['nats', 'tls', 'redis', 'rediss']),
  ownerGrpcUrl: hostAndPort(),
  grpcPort: port(3010),
});

const right = {
  NATS_PASSWORD: 'hunter2',
  DATABASE_URL: 'postgres://u:p%40@127.0.0.1:3032/rides?application_name=x',
  GATEWAY_URL: 'http://127.0.0.1:3000',
  SHARED_CACHE_URL: 'rediss://:pw@cache/2',
  OWNER_GRPC_URL: 'localhost:3011',
};

const faultsWith = (environment: Record<string, string>): string => {
  const reading = checkConfig(schema, { ...right, ...environment });
  return reading.ok ? 'none' : describeFaults(reading.faults);
};

describe('an address in the environment', () => {
  it.each([
    ['NATS_URL', 'nats://a:4222,nats://b:4222, nats://c'],
    ['NATS_URL', 'tls://a:4222,tls://[::1]:4222'],
    ['NATS_URL', 'nats://[2001:db8::1]:4222/'],
    ['SHARED_CACHE_URL', 'nats://a:1,nats://b:65535'],
    ['SHARED_CACHE_URL', 'redis://user:pass,word@cache:6379/0'.replace(',', '%2C')],
    ['DATABASE_URL', 'postgres://u:a,b@a:5432,[::1]:5433,c/rides?target_session_attrs=read-write'],
    ['DATABASE_URL', 'postgres://u:p@a,b/rides?sslmode=require&target_session_attrs=primary'],
    ['DATABASE_URL', 'postgres://u:p@a/rides?target_session_attrs=read-write'],
    ['GATEWAY_URL', 'https://gateway.example/below'],
    ['GATEWAY_URL', 'http://a:3000, http://[::1]:3007'],
    ['OWNER_GRPC_URL', '[::1]:3011'],
    ['OWNER_GRPC_URL', '127.0.0.1:3011, 127.0.0.1:3111'],
    ['OWNER_GRPC_URL', '[::1]:3011,[2001:db8::1]:3011'],
    ['GRPC_PORT', '0'],
  ])('accepts the address %s=%s', (variable, value) => {
    expect(faultsWith({ [variable]: value })).toBe('none');
  });

  it.each([
    ['NATS_URL', 'nats://a:99999', 'names a port that is none; ports go from 1 to 65535'],
    ['NATS_URL', 'nats://a:0', 'ports go from 1 to 65535'],
    [
      'NATS_URL',
      'nats://a:1,nats://b:99999',
      'is a list of 2 servers, of which number 2 names a port that is none; ports go from 1 to 65535',
    ],
    [
      'NATS_URL',
      'nats://a:1,',
      'is a list of 2 servers, of which number 2 must be an address that starts with nats:// or tls://',
    ],
    [
      'NATS_URL',
      'b:2,nats://a:1,nats://me:hunter2@c:3',
      'is a list of 3 servers, of which number 1 must be an address that starts with nats:// or tls://, ' +
        'and number 3 must hold no login: user and password have variables of their own',
    ],
    ['NATS_URL', 'nats://a:1,tls://b:2', 'must name all servers with nats:// or all with tls://, never both'],
    [
      'NATS_URL',
      'nats://me:hunter2@a:1',
      'must hold no login: user and password have variables of their own',
    ],
    ['NATS_URL', 'nats://a:1/path', 'must end after host and port'],
    ['NATS_URL', 'nats://', 'names no host'],
    [
      'SHARED_CACHE_URL',
      'redis://a:1,redis://b:2',
      'is a list of 2 servers, of which number 1 must be an address that',
    ],
    ['DATABASE_URL', 'postgres://u:hunter2@db:99999/rides', 'names a port that is none'],
    [
      'DATABASE_URL',
      'postgres://u:hunter2@a:1,b:2/rides',
      'names several hosts, so it must end with ?target_session_attrs=read-write or target_session_attrs=primary',
    ],
    [
      'DATABASE_URL',
      'postgres://u:hunter2@a:1,b:2/rides?target_session_attrs=any',
      'has another target_session_attrs than the allowed ones: target_session_attrs=read-write or',
    ],
    [
      'DATABASE_URL',
      'postgres://u:hunter2@a:0,b:2, c/rides?target_session_attrs=read-write',
      'is a list of 3 servers, of which number 1 names a port that is none; ports go from 1 to 65535, ' +
        'and number 3 names no host:port',
    ],
    [
      'DATABASE_URL',
      'postgres://u:hunter2@a:1,/rides',
      'is a list of 2 servers, of which number 2 names no host',
    ],
    ['DATABASE_URL', 'postgres://u:hunter2/x@db:5432/rides', 'ports go from 1 to 65535'],
    ['GATEWAY_URL', 'http://gateway:65536', 'ports go from 1 to 65535'],
    ['GATEWAY_URL', 'gateway:3000', 'must be an address that starts with http:// or https://'],
    [
      'GATEWAY_URL',
      'http://a:3000,b:3007',
      'is a list of 2 servers, of which number 2 must be an address that starts with http:// or https://',
    ],
    ['OWNER_GRPC_URL', 'owner:99999', 'names a port that is none; ports go from 1 to 65535'],
    ['OWNER_GRPC_URL', 'owner', 'names no port; ports go from 1 to 65535'],
    ['OWNER_GRPC_URL', ':3011', 'names no host'],
    ['OWNER_GRPC_URL', '::1:3011', 'names no host:port'],
    ['OWNER_GRPC_URL', 'http://owner:3011', 'must be host:port, without a scheme'],
    ['OWNER_GRPC_URL', 'one:3011,other:3011', 'must all be IP addresses of one kind'],
    ['OWNER_GRPC_URL', '127.0.0.1:3011,[::1]:3011', 'must all be IP addresses of one kind'],
    ['OWNER_GRPC_URL', '127.0.0.1:3011,127.0.0.1', 'is a list of 2 servers, of which number 2 names no port'],
    ['GRPC_PORT', '99999', 'must be from 0 to 65535'],
    ['GRPC_PORT', '-1', 'must be from 0 to 65535'],
    ['GRPC_PORT', '80.5', 'must be a whole number'],
    ['GRPC_PORT', 'http', 'must be a number'],
  ])('refuses the address %s=%s, and names the fault and what is allowed', (variable, value, fault) => {
    const faults = faultsWith({ [variable]: value });
    expect(faults).toContain(`${variable} `);
    expect(faults).toContain(fault);
    expect(faults).not.toContain('hunter2');
  });
});
