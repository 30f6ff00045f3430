/** Everything before the hosts, and the hosts. */
const HOSTS = /^([a-z]+:\/\/(?:[^/?#]*@)?)([^/?#]*)/i;
const SESSION = /[?&]target_session_attrs=([^&#]*)/;

/** The values of `target_session_attrs` that are supported: a client stays only at a server that takes writes. */
export const SESSIONS = ['read-write', 'primary'] as const;

/** The host and port of an address of Postgres, or several separated by commas, as libpq writes them. */
export const hostsOf = (url: string): string => HOSTS.exec(url)?.[2] ?? '';

const withHosts = (url: string, hosts: string): string =>
  url.replace(HOSTS, (_all, start: string) => `${start}${hosts}`);

/** The same address once for each of its hosts. */
export const urlPerHost = (url: string): string[] =>
  hostsOf(url)
    .split(',')
    .map((host) => withHosts(url, host));

/** The value of `target_session_attrs`. */
export const sessionOf = (url: string): string | undefined => SESSION.exec(url)?.[1];

/** The same servers with another database, and with another login where one is given. */
export function urlOfDatabase(
  url: string,
  database: string,
  login: { readonly username?: string; readonly password?: string } = {},
): string {
  const [first = url] = urlPerHost(url);
  const changed = Object.assign(new URL(first), { pathname: `/${database}`, ...login });
  return withHosts(changed.href, hostsOf(url));
}
