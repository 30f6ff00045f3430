import type { ChannelOptions } from '@grpc/grpc-js';

const MAX_MESSAGE_BYTES = 4 * 1024 * 1024;

/** Both directions: grpc-js leaves sending unlimited by default. */
const sizeLimits: ChannelOptions = {
  'grpc.max_receive_message_length': MAX_MESSAGE_BYTES,
  'grpc.max_send_message_length': MAX_MESSAGE_BYTES,
};

/**
 * Options for a client's channel: it reconnects within about a second after an outage (the default waits up to two
 * minutes), notices a silent peer, spreads calls over all addresses, and limits messages. It has no retry policy:
 * grpc-js retries only calls that never reached a server.
 */
export const createChannelOptions = (): ChannelOptions => ({
  ...sizeLimits,
  'grpc.initial_reconnect_backoff_ms': 100,
  'grpc.max_reconnect_backoff_ms': 1_000,
  'grpc.dns_min_time_between_resolutions_ms': 1_000,
  'grpc.keepalive_time_ms': 10_000,
  'grpc.keepalive_timeout_ms': 2_000,
  // Otherwise a peer that vanished between two calls costs the next call its whole deadline.
  'grpc.keepalive_permit_without_calls': 1,
  'grpc.service_config_disable_resolution': 1,
  'grpc.service_config': JSON.stringify({ loadBalancingConfig: [{ round_robin: {} }] }),
});

/**
 * A client looks up a name again when a connection ends, and so finds instances that were added since. A call that meets
 * the end may be UNAVAILABLE: whoever may send it again does.
 */
const CONNECTION_AGE_MS = 60_000;
/** For the calls that are under way on a connection that has its age; longer than any deadline. */
const LAST_CALLS_MS = 10_000;

/** Options for a server: it limits messages and the age of connections, and notices dead peers. */
export const createServerOptions = (): ChannelOptions => ({
  ...sizeLimits,
  'grpc.max_connection_age_ms': CONNECTION_AGE_MS,
  'grpc.max_connection_age_grace_ms': LAST_CALLS_MS,
  'grpc.keepalive_time_ms': 10_000,
  'grpc.keepalive_timeout_ms': 5_000,
});
