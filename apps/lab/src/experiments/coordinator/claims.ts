import type { Claim } from '../../runner/experiment';
import { all, never, sometimes } from '../../verdicts/rule';
import type { CoordinatorFault } from './coordinator-faults';

const NEVER_MIXED = never({ metric: 'mixed', side: 'coordinator' });
const MIXED_BY_CALLS = sometimes({ metric: 'mixed', side: 'two-calls' });
/** No more than that come through is as good as none. */
const NEAR_NONE = 0.05;
/** A person who waits for longer has noticed that something is wrong. */
const FELT_MS = 1_000;

const consistent = (means: string, rule: Claim['rule']): Claim => ({ id: 'gateway-consistent', means, rule });
const NEVER: Claim = consistent(
  'at rest the services disagree on no ride that the coordinator assigned',
  NEVER_MIXED,
);
const CALLS_ALONE: Claim = consistent(
  'at rest the services disagree on no ride that the coordinator assigned, but on some after two calls',
  all(NEVER_MIXED, MIXED_BY_CALLS),
);

export const CLAIMS: Readonly<Record<CoordinatorFault, readonly Claim[]>> = {
  'no-fault': [NEVER],
  'participant-slow': [NEVER],
  'participant-dead': [
    CALLS_ALONE,
    {
      id: 'gateway-spreads',
      means:
        'while one participant is dead, no more than 1 in 20 assignments are made through the coordinator',
      rule: never({ metric: 'success', side: 'coordinator' }, NEAR_NONE),
    },
  ],
  'coordinator-killed': [
    CALLS_ALONE,
    {
      id: 'gateway-partial',
      means:
        'when the assigning process dies half-way, two calls leave rides on which the services disagree; a coordinator leaves none, ' +
        'but some ride stays in doubt for longer than 1 s, with a driver set aside whom nobody gets',
      rule: all(MIXED_BY_CALLS, NEVER_MIXED, sometimes({ metric: 'inDoubt', side: 'coordinator' }, FELT_MS)),
    },
  ],
};
