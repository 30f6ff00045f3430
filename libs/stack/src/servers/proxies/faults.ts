/** The faults that a fault proxy applies to its connections. */
export interface Faults {
  /** Delay in each direction, ms; a round trip takes twice as much longer. */
  readonly latencyMs: number;
  /** The most random delay on top, ms. Bytes never overtake each other. */
  readonly jitterMs: number;
  /** For each connection and direction. */
  readonly bytesPerSecond: number;
  /**
   * The directions in which bytes wait until the fault is over, as after a network that lost packets for a while.
   * They wait in the sockets, so that the sender is held up in the end.
   */
  readonly blocked: 'nothing' | 'to-server' | 'to-client' | 'both';
  /**
   * - `reset`: connections are reset, and new ones as soon as they are accepted.
   * - `half-open`: the server has lost its connections and the client does not know. New connections are accepted, all
   *   bytes are dropped, and nothing is answered. At the end of the fault they are reset.
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
