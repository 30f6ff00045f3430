import { hostsOf, sessionOf, urlOfDatabase, urlPerHost } from './postgres-url';

const SEVERAL =
  'postgres://me:p%40,w@a:5432,[::1]:5433/rides?sslmode=require&target_session_attrs=read-write';

describe('an address of Postgres with several hosts', () => {
  it('becomes one address for each host', () => {
    expect(urlPerHost(SEVERAL)).toEqual([
      'postgres://me:p%40,w@a:5432/rides?sslmode=require&target_session_attrs=read-write',
      'postgres://me:p%40,w@[::1]:5433/rides?sslmode=require&target_session_attrs=read-write',
    ]);
    expect(urlPerHost('postgres://a')).toEqual(['postgres://a']);
  });

  it('shows its hosts without the login', () => {
    expect(hostsOf(SEVERAL)).toBe('a:5432,[::1]:5433');
    expect(hostsOf('postgres://a/rides')).toBe('a');
  });

  it('says what kind of server is wanted', () => {
    expect(sessionOf(SEVERAL)).toBe('read-write');
    expect(sessionOf('postgres://a/rides')).toBeUndefined();
  });

  it('keeps its hosts and its query with another database and another login', () => {
    expect(urlOfDatabase(SEVERAL, 'drivers')).toBe(SEVERAL.replace('/rides', '/drivers'));
    expect(urlOfDatabase('postgres://me:pw@a/x', 'y', { username: 'you', password: 'q' })).toBe(
      'postgres://you:q@a/y',
    );
  });
});
