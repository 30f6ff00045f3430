/** What readers cause: the other calls that the owner serves belong to assignments and repairs. */
const FOR_READERS = /^grpc_server_calls_total\{[^}]*method="RideDetailsService\/[^}]*\} (\S+)$/gm;

/** Calls for rides and their details that the owner has served since its start, of its metrics in Prometheus' text. */
export const readCallsIn = (metrics: string): number =>
  [...metrics.matchAll(FOR_READERS)].reduce((sum, [, count]) => sum + Number(count), 0);
