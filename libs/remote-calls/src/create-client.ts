import { type ChannelCredentials, type ChannelOptions, type Client, credentials } from '@grpc/grpc-js';
import { isIPv6 } from 'node:net';
import { createChannelOptions } from './channel-options';
import { clientTls } from './tls-credentials';

type ClientClass<C extends Client> = new (
  address: string,
  credentials: ChannelCredentials,
  options?: ChannelOptions,
) => C;

/**
 * What gRPC resolves: a name, whose addresses are all used and looked up again when a connection ends, or several IP
 * addresses with their ports, which it takes by their scheme alone.
 */
function targetOf(url: string): string {
  const [first = '', ...others] = url.split(',').map((part) => part.trim());
  if (others.length === 0) return first;
  const scheme = isIPv6(first.replace(/^\[|\]:\d+$/g, '')) ? 'ipv6' : 'ipv4';
  return `${scheme}:${[first, ...others].join(',')}`;
}

/** Makes a generated client on a channel with this library's options. It connects on first use; the caller closes it. */
export const createClient = <C extends Client>(
  GeneratedClient: ClientClass<C>,
  url: string,
  {
    tls,
    channelOptions,
  }: { tls?: { folder: string; service: string }; channelOptions?: ChannelOptions } = {},
): C => {
  const secure = tls && clientTls(tls.folder, tls.service);
  return new GeneratedClient(targetOf(url), secure?.credentials ?? credentials.createInsecure(), {
    ...createChannelOptions(),
    ...secure?.channelOptions,
    ...channelOptions,
  });
};
