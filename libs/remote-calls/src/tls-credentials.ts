import {
  type ChannelCredentials,
  type ChannelOptions,
  experimental,
  type ServerCredentials,
} from '@grpc/grpc-js';
import { WatchedCertificates } from './watched-certificates';

/**
 * For a client: shows the certificate of `folder`, and talks only to a server whose certificate bears the name of the
 * service that is wanted. Addresses do not count, since they are looked up and change.
 */
export function clientTls(
  folder: string,
  service: string,
): { credentials: ChannelCredentials; channelOptions: ChannelOptions } {
  const certificates = new WatchedCertificates(folder);
  return {
    credentials: experimental.createCertificateProviderChannelCredentials(certificates, certificates),
    channelOptions: { 'grpc.ssl_target_name_override': service },
  };
}

/** For a server: shows the certificate of `folder`, and refuses connections without a certificate that its CA signed. */
export function serverTls(folder: string): ServerCredentials {
  const certificates = new WatchedCertificates(folder);
  return experimental.createCertificateProviderServerCredentials(certificates, certificates, true);
}
