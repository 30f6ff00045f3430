import { type ChannelCredentials, type ChannelOptions, type Client, credentials } from '@grpc/grpc-js';
import { createChannelOptions } from './channel-options';

type ClientClass<C extends Client> = new (
  address: string,
  credentials: ChannelCredentials,
  options?: ChannelOptions,
) => C;

/** A generated client on a channel with this library's options. Connects when first used; the owner closes it. */
export const createClient = <C extends Client>(
  GeneratedClient: ClientClass<C>,
  url: string,
  options: { credentials?: ChannelCredentials; channelOptions?: ChannelOptions } = {},
): C =>
  new GeneratedClient(url, options.credentials ?? credentials.createInsecure(), {
    ...createChannelOptions(),
    ...options.channelOptions,
  });
