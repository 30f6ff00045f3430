import type { Metric } from '../results/results';

const metric = (
  id: string,
  label: string,
  unit: Metric['unit'],
  better: Metric['better'] = 'lower',
): Metric => ({
  ...{ id, label, unit, better },
});

export const P50 = metric('p50', 'p50 of an answer', 'ms');
export const P90 = metric('p90', 'p90 of an answer', 'ms');
export const P99 = metric('p99', 'p99 of an answer', 'ms');
export const COMPLETE = metric('complete', 'complete answers', 'share', 'higher');
export const PARTIAL = metric('partial', 'partial answers', 'share');
export const FAILED = metric('failed', 'failed answers', 'share');
export const STALE = metric('stale', 'stale answers', 'share');
export const STALENESS_P99 = metric('stalenessP99', 'staleness p99', 'ms');
export const STALENESS_MAX = metric('stalenessMax', 'staleness at most', 'ms');
export const IMPOSSIBLE = metric('impossible', 'answers that show a state that never was', 'answers');
export const OWNER_CALLS = metric('ownerCalls', 'calls on the owner per 1,000 reads', 'calls');
