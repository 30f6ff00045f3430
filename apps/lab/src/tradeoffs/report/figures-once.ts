import { once, type Sample } from '../../format/sample';
import { type FaultName, type FaultResult, type VariantResult } from '../results';
import { type AnswerKind, type Figure, ratio, SATURATION, shareOf } from './figures';

/** What was measured once is told apart only above a tenth, shares only above a hundredth of all. */
const ONCE_OFF = 0.1;
const ONCE_SHARE_OFF = 0.01;
const single = (value: number | null | undefined): Sample | undefined =>
  value === null || value === undefined ? undefined : once(value, value * ONCE_OFF);

const onWays = (variant: VariantResult, way: RegExp): number | undefined => {
  if (!variant.bytes) return undefined;
  const ways = Object.entries(variant.bytes.ways).filter(([name]) => way.test(name));
  return ways.length === 0 ? undefined : ways.reduce((sum, [, on]) => sum + on, 0);
};

const bytesPer = (
  per: 'reads' | 'changes',
  id: string,
  label: string,
  way: RegExp,
): Figure & { readonly unit: 'bytes' } => ({
  id,
  label,
  unit: 'bytes',
  better: 'lower',
  of: (variant) => {
    const all = onWays(variant, way);
    return all === undefined ? undefined : single(ratio(all, variant.bytes?.[per] ?? 0));
  },
});

export const BYTES_PER_READ = bytesPer('reads', 'bytes-per-read', 'bytes on the wire per read', /./);
export const BYTES_PER_CHANGE = bytesPer('changes', 'bytes-per-change', 'bytes on the wire per change', /./);
export const VIEW_BYTES_PER_READ = bytesPer(
  'reads',
  'bytes-per-read',
  "bytes per read to the owner's database",
  /ride-view/,
);

export const STORED: Figure = {
  id: 'stored',
  label: 'bytes stored beside the owner',
  unit: 'bytes',
  better: 'lower',
  of: ({ stored, repeats }) =>
    repeats.length === 0 ? undefined : single(stored.reduce((sum, place) => sum + place.bytes, 0)),
};

/** Throughput of two instances by that of one; its spread is that of the one. */
export const GAIN: Figure = {
  id: 'two-instances',
  label: 'throughput of two instances by that of one',
  unit: 'times',
  better: 'higher',
  of: (variant) => {
    const two = variant.twoInstances?.saturation?.readsPerSecond;
    const one = SATURATION.of(variant);
    if (two === undefined || !one || one.low === 0) return undefined;
    return { median: two / one.median, low: two / one.high, high: two / one.low, spread: one.spread };
  },
};

export const faultOf = (variant: VariantResult, fault: FaultName): FaultResult | undefined =>
  variant.faults.find((result) => result.fault === fault);

/** Share of the answers while the fault lasts. */
export const duringFault = (fault: FaultName, kind: AnswerKind): Figure => ({
  id: fault,
  label: `${kind} while ${inWords(fault)}`,
  unit: 'share',
  better: kind === 'complete' ? 'higher' : 'lower',
  of: (variant) => {
    const during = faultOf(variant, fault)?.during;
    const value = during ? shareOf(during, kind) : null;
    return value === null ? undefined : once(value, ONCE_SHARE_OFF);
  },
});

export function inWords(fault: FaultName): string {
  switch (fault) {
    case 'owner-killed':
      return 'the owner is dead';
    case 'owner-slow':
      return 'the owner is slow';
    case 'nats-down':
      return 'NATS is down';
    case 'consumer-database-down':
      return "the consumer's database is down";
    case 'shared-store-down':
      return 'the shared store is down';
  }
}
