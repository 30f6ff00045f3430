import { isIP } from 'node:net';
import { sessionOf, SESSIONS, urlPerHost } from './postgres-url';

/** An address with one of these schemes may be a list of servers of one cluster, each with its scheme. */
const LISTED = ['nats', 'tls'];
/** An address with one of these schemes may name several hosts: `postgres://login@a:5432,b:5432/database`. */
const POSTGRES = ['postgres', 'postgresql'];
const PORT_RANGE = 'ports go from 1 to 65535';

/** The servers of an address that may list several. */
export const serversOf = (address: string): string[] => address.split(',').map((one) => one.trim());

/** `host`, `host:port` or `[address of IPv6]:port`. */
function faultOfPlace(place: string, wantsPort: boolean): string | undefined {
  const [whole, host, port] = /^(\[[0-9a-f:.]+\]|[^:[\]\s]*)(?::(\d*))?$/i.exec(place) ?? [];
  if (whole === undefined) return `names no host:port, such as 127.0.0.1:3000; ${PORT_RANGE}`;
  if (!host) return 'names no host';
  if (port === undefined) return wantsPort ? `names no port; ${PORT_RANGE}` : undefined;
  return Number(port) >= 1 && Number(port) <= 65_535 ? undefined : `names a port that is none; ${PORT_RANGE}`;
}

/** The faults of all parts of a list, each with the number of its part. A list of one is no list. */
function faultOfList(
  parts: readonly string[],
  faultOf: (part: string) => string | undefined,
): string | undefined {
  if (parts.length === 1) return faultOf(parts[0] ?? '');
  const faults = parts.flatMap((part, at) => {
    const fault = faultOf(part);
    return fault ? [`number ${at + 1} ${fault}`] : [];
  });
  return faults.length > 0
    ? `is a list of ${parts.length} servers, of which ${faults.join(', and ')}`
    : undefined;
}

/** Several hosts of Postgres are a primary and its standbys, and every client writes. */
function faultOfSession(url: string): string | undefined {
  const session = sessionOf(url);
  if (session === undefined ? urlPerHost(url).length === 1 : SESSIONS.some((one) => one === session))
    return undefined;
  const allowed = SESSIONS.map((one) => `target_session_attrs=${one}`).join(' or ');
  return session === undefined
    ? `names several hosts, so it must end with ?${allowed}: a standby takes no writes`
    : `has another target_session_attrs than the allowed ones: ${allowed}`;
}

function faultOfUrl(value: string, schemes: readonly string[]): string | undefined {
  const [, scheme = '', authority = '', rest = ''] = /^([a-z]+):\/\/([^/?#]*)(.*)$/is.exec(value) ?? [];
  if (!schemes.includes(scheme.toLowerCase())) {
    return `must be an address that starts with ${schemes.map((one) => `${one}://`).join(' or ')}`;
  }
  const login = authority.lastIndexOf('@') + 1;
  const isPostgres = POSTGRES.includes(scheme.toLowerCase());
  const hosts = authority.slice(login);
  const fault = faultOfList(isPostgres ? hosts.split(',') : [hosts], (host) => faultOfPlace(host, false));
  if (fault) return fault;
  if (!URL.canParse(isPostgres ? (urlPerHost(value)[0] ?? '') : value))
    return 'is not a valid address: a user or password in it may need percent-encoding';
  if (isPostgres) return faultOfSession(value);
  if (!LISTED.includes(scheme.toLowerCase())) return undefined;
  if (login > 0) return 'must hold no login: user and password have variables of their own';
  return /^\/?$/.test(rest) ? undefined : 'must end after host and port';
}

/**
 * The fault of an address with one of these schemes, worded to follow the name of its variable; undefined for a valid
 * one. Addresses of NATS may list several servers, and those of Postgres several hosts, separated by commas. The text
 * never repeats a part of the value, which may be a password.
 */
export function faultOfAddress(value: string, schemes: readonly string[]): string | undefined {
  const servers = LISTED.every((one) => schemes.includes(one)) ? serversOf(value) : [value];
  const fault = faultOfList(servers, (one) => faultOfUrl(one, servers.length === 1 ? schemes : LISTED));
  if (fault || servers.length === 1) return fault;
  const kinds = new Set(servers.map((one) => one.slice(0, one.indexOf(':')).toLowerCase()));
  return kinds.size === 1 ? undefined : 'must name all servers with nats:// or all with tls://, never both';
}

/** The same for a list of addresses that are equal in kind, such as the instances of a service; one is a list, too. */
export const faultOfAddresses = (value: string, schemes: readonly string[]): string | undefined =>
  faultOfList(serversOf(value), (one) => faultOfUrl(one, schemes));

/** The same for `host:port`, the form that gRPC needs, or several of them, which it takes as IP addresses alone. */
export function faultOfHostAndPort(value: string): string | undefined {
  const servers = serversOf(value);
  const fault = faultOfList(servers, (one) =>
    one.includes('/') ? 'must be host:port, without a scheme' : faultOfPlace(one, true),
  );
  if (fault || servers.length === 1) return fault;
  const kinds = new Set(servers.map((one) => isIP(one.slice(0, one.lastIndexOf(':')).replace(/[[\]]/g, ''))));
  return kinds.size === 1 && !kinds.has(0)
    ? undefined
    : 'lists several servers, which must all be IP addresses of one kind; one name may stand for several instead';
}
