import type { ChangeOfMind } from './ride-journey';

const CANCELLED_BEFORE_ASSIGNMENT = 0.04;
const CANCELLED_BEFORE_PICKUP = 0.06;

/** @param chance from 0 to 1 */
export const changeOfMind = (chance: number): ChangeOfMind => {
  if (chance < CANCELLED_BEFORE_ASSIGNMENT) return 'before-assignment';
  return chance < CANCELLED_BEFORE_ASSIGNMENT + CANCELLED_BEFORE_PICKUP ? 'before-pickup' : 'never';
};
