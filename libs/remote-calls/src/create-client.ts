import { type ChannelCredentials, type ChannelOptions, type Client, credentials } from '@grpc/grpc-js';
import { createChannelOptions } from './channel-options';

type ClientClass<C extends Client> = new (
  address: string,
  credentials: ChannelCredentials,
  options?: ChannelOptions,
) => C;

/** Makes a generated client on a channel with this library's options. It connects on first use; the caller closes it. */
export const createClient = <C extends Client>(
  GeneratedClient: ClientClass<C>,
  url: string,
  options: { credentials?: ChannelCredentials; channelOptions?: ChannelOptions } = {},
): C =>
  new GeneratedClient(url, options.credentials ?? credentials.createInsecure(), {
    ...createChannelOptions(),
    ...options.channelOptions,
  });
