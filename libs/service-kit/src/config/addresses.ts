/** One address of these schemes may list several servers of a cluster. */
const CLUSTERED = ['nats', 'tls'];
const PORT_RANGE = 'ports go from 1 to 65535';

/** `host`, `host:port` or `[address of IPv6]:port`. */
function faultOfPlace(place: string, wantsPort: boolean): string | undefined {
  const [whole, host, port] = /^(\[[0-9a-f:.]+\]|[^:[\]\s]*)(?::(\d*))?$/i.exec(place) ?? [];
  if (whole === undefined) return `names no host:port, such as 127.0.0.1:3000; ${PORT_RANGE}`;
  if (!host) return 'names no host';
  if (port === undefined) return wantsPort ? `names no port; ${PORT_RANGE}` : undefined;
  return Number(port) >= 1 && Number(port) <= 65_535 ? undefined : `names a port that is none; ${PORT_RANGE}`;
}

function faultOfUrl(value: string, schemes: readonly string[]): string | undefined {
  const [, scheme = '', authority = '', rest = ''] = /^([a-z]+):\/\/([^/?#]*)(.*)$/is.exec(value) ?? [];
  if (!schemes.includes(scheme.toLowerCase())) {
    return `must be an address that starts with ${schemes.map((one) => `${one}://`).join(' or ')}`;
  }
  const login = authority.lastIndexOf('@') + 1;
  const fault = faultOfPlace(authority.slice(login), false);
  if (fault) return fault;
  if (!URL.canParse(value))
    return 'is not a valid address: a user or password in it may need percent-encoding';
  if (!CLUSTERED.includes(scheme.toLowerCase())) return undefined;
  if (login > 0) return 'must hold no login: user and password have variables of their own';
  return /^\/?$/.test(rest) ? undefined : 'must end after host and port';
}

/**
 * The fault of an address with one of these schemes, worded to follow the name of its variable; undefined for a valid
 * one. Addresses of NATS may list several servers, separated by commas. The text never repeats a part of the value,
 * which may be a password.
 */
export function faultOfAddress(value: string, schemes: readonly string[]): string | undefined {
  const several = CLUSTERED.every((one) => schemes.includes(one)) && value.includes(',');
  if (!several) return faultOfUrl(value, schemes);
  const servers = value.split(',').map((one) => one.trim());
  const fault = servers.map((one) => faultOfUrl(one, CLUSTERED)).find((one) => one !== undefined);
  if (fault) return `is a list of servers, of which one ${fault}`;
  const kinds = new Set(servers.map((one) => one.slice(0, one.indexOf(':')).toLowerCase()));
  return kinds.size === 1 ? undefined : 'must name all servers with nats:// or all with tls://, never both';
}

/** The same for `host:port`, the form that gRPC needs. */
export const faultOfHostAndPort = (value: string): string | undefined =>
  value.includes('/') ? 'must be host:port, without a scheme' : faultOfPlace(value, true);
