export { type BackOff, backOffMs, FULL_JITTER, type Jitter, jittered } from './back-off';
export { Bulkhead, type BulkheadOptions } from './bulkhead';
export { pause } from './pause';
export { Periodic, periodically, type PeriodicWork } from './periodic';
export { seldom } from './seldom';
export { TurnBatches } from './turn-batches';
export { endsWithin, LateError, within } from './within';
