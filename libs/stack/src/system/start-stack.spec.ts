import { readExternal } from '../servers/external';
import { refuseTls } from './start-stack';

describe('a stack with certificates', () => {
  it.each([
    [{ cluster: true }, '--tls does not go with --cluster'],
    [
      { external: readExternal({ POSTGRES_ADMIN_URL: 'postgres://a:b@db:5432/postgres' }) },
      '--tls does not go with POSTGRES_ADMIN_URL',
    ],
  ])('is not started with %j', (options, reason) => {
    expect(() => refuseTls({ tls: true, ...options })).toThrow(reason);
    expect(() => refuseTls(options)).not.toThrow();
  });
});
