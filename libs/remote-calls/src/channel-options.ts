import type { ChannelOptions } from '@grpc/grpc-js';

const MAX_MESSAGE_BYTES = 4 * 1024 * 1024;

/** Both directions: grpc-js leaves sending unlimited by default. */
const sizeLimits: ChannelOptions = {
  'grpc.max_receive_message_length': MAX_MESSAGE_BYTES,
  'grpc.max_send_message_length': MAX_MESSAGE_BYTES,
};

/**
 * Options for a client's channel: found again within about a second after an outage (the default waits up
 * to two minutes), a silent peer noticed, calls spread over all addresses, messages limited.
 * There is no retry policy here: only calls that never reached a server are sent again by grpc-js.
 */
export const createChannelOptions = (): ChannelOptions => ({
  ...sizeLimits,
  'grpc.initial_reconnect_backoff_ms': 100,
  'grpc.max_reconnect_backoff_ms': 1_000,
  'grpc.dns_min_time_between_resolutions_ms': 1_000,
  'grpc.keepalive_time_ms': 10_000,
  'grpc.keepalive_timeout_ms': 2_000,
  // Without it, a peer that vanished between two calls costs the next one its whole deadline.
  'grpc.keepalive_permit_without_calls': 1,
  'grpc.service_config_disable_resolution': 1,
  'grpc.service_config': JSON.stringify({ loadBalancingConfig: [{ round_robin: {} }] }),
});

/** Options for a server: messages limited, dead peers noticed. */
export const createServerOptions = (): ChannelOptions => ({
  ...sizeLimits,
  'grpc.keepalive_time_ms': 10_000,
  'grpc.keepalive_timeout_ms': 5_000,
});
