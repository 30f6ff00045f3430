/** What a fault proxy does to the connections that go through it. */
export interface Faults {
  /** Added to everything, each way, in ms: an answer comes twice as much later. */
  readonly latencyMs: number;
  /** At most so much more, in ms, by chance. Bytes never overtake each other. */
  readonly jitterMs: number;
  /** Of each connection, each way. */
  readonly bytesPerSecond: number;
  /**
   * What does not pass: it waits (in the sockets, so that the sender is held up in the end) and goes on when
   * this is over, as after a network that lost packets for a while.
   */
  readonly blocked: 'nothing' | 'to-server' | 'to-client' | 'both';
  /**
   * - `reset`: connections are reset, and new ones as soon as they are accepted.
   * - `half-open`: the server has forgotten its connections and the client was not told: new ones are accepted,
   *   what is sent is swallowed, nothing is answered. When this is over, they are reset.
   */
  readonly connections: 'forwarded' | 'reset' | 'half-open';
}

export const NO_FAULTS: Faults = {
  latencyMs: 0,
  jitterMs: 0,
  bytesPerSecond: Infinity,
  blocked: 'nothing',
  connections: 'forwarded',
};
