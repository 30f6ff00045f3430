import { Logger } from '@nestjs/common';
import { type BreakerState, type RemoteCallEvents } from '@ride-hailing/remote-calls';
import type { Metrics } from '@ride-hailing/service-kit';

const STATES: readonly BreakerState[] = ['closed', 'half-open', 'open'];

/** Tells when a participant is left alone for a while because it fails. */
export function observeBreaker(metrics: Metrics, events: RemoteCallEvents): void {
  const logger = new Logger('RemoteCalls');
  const gauge = metrics.gauge({
    name: 'remote_call_breaker_state',
    help: '1 for the state that the breaker is in, once it has ever changed',
    labelNames: ['target', 'state'],
  });
  events.on('breaker', ({ target, from, to, because }) => {
    for (const state of STATES) gauge.set({ target, state }, state === to ? 1 : 0);
    if (from === 'closed') logger.warn({ msg: 'The breaker opened', target, because });
    if (to === 'closed') logger.log({ msg: 'The breaker closed', target, because });
  });
}
