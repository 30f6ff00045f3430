export { type BackOff, backOffMs, FULL_JITTER, type Jitter, jittered } from './back-off';
export { Bulkhead, type BulkheadOptions, type BulkheadWait } from './bulkhead';
export { pause, type PauseOptions } from './pause';
export { Periodic, periodically, type PeriodicOptions, type PeriodicWork } from './periodic';
export { seldom } from './seldom';
export { TurnBatches, type TurnBatchOptions } from './turn-batches';
export { endsWithin, LateError, within } from './within';
