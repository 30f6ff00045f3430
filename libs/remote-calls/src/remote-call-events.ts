import { EventEmitter } from 'node:events';

/** One call that ended, on either side. */
export interface CallEnded {
  /** Such as `RideDetailsService/BatchGetRides`. */
  method: string;
  side: 'client' | 'server';
  /** Name of the gRPC status, such as `OK` or `UNAVAILABLE`. */
  code: string;
  tookMs: number;
}

/** Emits `call` once for each call that ended; turn it into metrics. */
export class RemoteCallEvents extends EventEmitter<{ call: [CallEnded] }> {}
