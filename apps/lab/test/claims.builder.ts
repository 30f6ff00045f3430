import { FAULTS, type FaultName, type Results, type VariantResult } from '../src/tradeoffs/results';
import {
  aFault,
  aMeasured,
  aVariant,
  type MeasuredFigures,
  someResults,
  threeRepeats,
  VARIANT_NAMES,
} from './tradeoffs.builder';

interface Figures extends MeasuredFigures {
  readonly two?: number;
  readonly bytes?: number;
  readonly viewBytes?: number;
  readonly stored?: number;
  readonly failedInFaults?: Partial<Record<FaultName, number>>;
  readonly slowMs?: number;
  readonly isRightAgain?: boolean;
}

function aMeasuredVariant(name: string, figures: Figures): VariantResult {
  const { two = 4_000, bytes = 400_000, viewBytes = 0, stored = 90_000, isRightAgain = true } = figures;
  return aVariant(name, {
    repeats: threeRepeats(figures),
    twoInstances: aMeasured({ saturation: two }),
    bytes: {
      reads: 1_000,
      changes: 100,
      ways: { 'driver-service > postgres': bytes, 'driver-service > ride-view': viewBytes },
    },
    stored: [{ place: 'somewhere', bytes: stored, entries: 10 }],
    faults: FAULTS.map((fault) =>
      aFault(
        fault,
        { failed: figures.failedInFaults?.[fault] ?? 0 },
        {
          convergedAfterMs: isRightAgain ? 400 : null,
          duringLatency: { ...aMeasured({ p50: figures.slowMs }).latency },
        },
      ),
    ),
  });
}

export const aRun = (figures: Readonly<Record<string, Figures>>): Results =>
  someResults(VARIANT_NAMES.map((name) => aMeasuredVariant(name, figures[name] ?? {})));

const cpu = (consumer: number, postgres: number) => ({ 'driver-service': consumer, postgres });
const stale = (count: number): Pick<Figures, 'answers' | 'staleMs'> => ({
  answers: { stale: count },
  staleMs: count,
});

/** As it is said. */
export const AS_SAID: Readonly<Record<string, Figures>> = {
  'sync-api': {
    p50: 4,
    busyP50: 16,
    saturation: 2_000,
    two: 2_000,
    ownerCalls: 1_000,
    cpu: cpu(1, 1),
    bytes: 900_000,
    stored: 0,
    slowMs: 900,
    failedInFaults: { 'owner-killed': 4_900, 'owner-slow': 2_000 },
  },
  'event-replication': { p50: 1, ...stale(50), impossible: 1, two: 8_000, cpu: cpu(0.2, 0.4) },
  'database-view': { p50: 1.5, viewBytes: 300_000, cpu: cpu(0.5, 0.8) },
  'shared-cache': { p50: 1, ...stale(60), cpu: cpu(0.3, 0.1) },
  'shared-files': { p50: 6, ...stale(70), two: 8_000 },
  'hybrid/versioned': { p50: 2, ...stale(40), ownerCalls: 30, stored: 30_000 },
  'hybrid/none': { p50: 4, ownerCalls: 900 },
  'hybrid/ttl': { p50: 2, ...stale(300), ownerCalls: 20 },
};

/** Each the other way round. */
export const OPPOSITE: Readonly<Record<string, Figures>> = {
  'sync-api': {
    p50: 1,
    busyP50: 0.5,
    saturation: 6_000,
    two: 12_000,
    ...stale(100),
    ownerCalls: 10,
    cpu: cpu(0.2, 0.2),
    bytes: 300_000,
    stored: 200_000,
    slowMs: 1,
  },
  'event-replication': {
    p50: 4,
    ownerCalls: 500,
    cpu: cpu(1, 1),
    bytes: 900_000,
    slowMs: 900,
    isRightAgain: false,
    failedInFaults: { 'owner-killed': 4_900, 'owner-slow': 4_900, 'nats-down': 4_900 },
  },
  'database-view': { p50: 5, ...stale(10), impossible: 1, cpu: cpu(0.5, 0.1) },
  'shared-cache': { p50: 3, cpu: cpu(0.3, 0.4) },
  'shared-files': { p50: 2 },
  'hybrid/versioned': { p50: 1, ownerCalls: 400, stored: 300_000 },
  'hybrid/none': { p50: 2, ...stale(400), ownerCalls: 10 },
  'hybrid/ttl': { p50: 2, ownerCalls: 900 },
};
