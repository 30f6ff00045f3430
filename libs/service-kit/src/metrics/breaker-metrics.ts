import { Logger } from '@nestjs/common';
import { type Metrics } from './metrics.service';

/** What breakers of remote-calls report, one `breaker` for each change. */
export interface BreakerEventSource {
  on(
    event: 'breaker',
    listener: (change: { target: string; from: string; to: string; because: string }) => void,
  ): unknown;
}

const STATES = ['closed', 'half-open', 'open'];

/** Tells in metrics and logs when a service is left alone for a while because it fails. */
export function observeBreaker(metrics: Metrics, events: BreakerEventSource): void {
  const logger = new Logger('RemoteCalls');
  const state = metrics.gauge({
    name: 'remote_call_breaker_state',
    help: '1 for the state that the breaker is in, once it has ever changed',
    labelNames: ['target', 'state'],
  });
  const changes = metrics.counter({
    name: 'remote_call_breaker_changes_total',
    help: 'Changes of the breaker, by what it became and why',
    labelNames: ['target', 'to', 'because'],
  });
  events.on('breaker', ({ target, from, to, because }) => {
    for (const each of STATES) state.set({ target, state: each }, each === to ? 1 : 0);
    changes.inc({ target, to, because });
    // In an outage it goes to and fro for its probes: only the first and the last change are news.
    if (from === 'closed') logger.warn({ msg: 'The breaker opened', target, because });
    if (to === 'closed') logger.log({ msg: 'The breaker closed', target, because });
  });
}
