import { useEffect, useState } from 'preact/hooks';
import type { Trace } from '../../src/page-api';
import { request } from '../server/requests';

const EVERY_MS = 600;
const TRIES = 12;
/** After as many answers without a new span the trace counts as whole. */
const QUIET = 3;

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

/**
 * A trace as far as it has arrived: services send their spans some time after the request. `null` when none came.
 * @param traceId null: none is wanted
 */
export function useTrace(traceId: string | null): Trace | null | undefined {
  const [trace, setTrace] = useState<Trace | null>();
  useEffect(() => {
    const left = new AbortController();
    const follow = async (id: string) => {
      let [spans, quiet] = [0, 0];
      for (let tries = 0; tries < TRIES && quiet < QUIET && !left.signal.aborted; tries++) {
        // Not at once: services send their spans in batches.
        await pause(EVERY_MS);
        if (left.signal.aborted) return;
        const found = await request<Trace>('GET', `traces/${id}`, { signal: left.signal }).catch(() => null);
        if (left.signal.aborted) return;
        if (found && found.spans.length > spans) [spans, quiet] = [found.spans.length, 0];
        else if (spans > 0) quiet++;
        if (found) setTrace(found);
      }
      if (spans === 0 && !left.signal.aborted) setTrace(null);
    };
    setTrace(undefined);
    if (traceId) void follow(traceId);
    return () => left.abort();
  }, [traceId]);
  return trace;
}
