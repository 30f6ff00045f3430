import { readExternal } from '../servers/external';
import { refuseTls } from './start-stack';

describe('a stack with certificates', () => {
  it('is not started with servers elsewhere', () => {
    const external = readExternal({ POSTGRES_ADMIN_URL: 'postgres://a:b@db:5432/postgres' });
    expect(() => refuseTls({ tls: true, external })).toThrow('--tls does not go with POSTGRES_ADMIN_URL');
    expect(() => refuseTls({ external })).not.toThrow();
  });
});
