import type { DriverUpdate } from '@ride-hailing/contracts';
import { NOWHERE } from '../who-is-free/who-is-free';
import { cellOf } from './earth-grid';

/** Metres. What is less accurate says too little of where a driver is to send somebody there. */
const WORST_ACCURACY_M = 1_000;

/**
 * The cell in which a driver is found. What the phone says is kept as it is; but by a position that is too inaccurate,
 * or exactly 0, 0, as phones say without a fix, nobody shall find the driver.
 */
export const searchedCell = ({ position, accuracy = 0 }: DriverUpdate): number => {
  const isNoFix = position.lat === 0 && position.lng === 0;
  return isNoFix || accuracy > WORST_ACCURACY_M ? NOWHERE : cellOf(position);
};
