import { APPROACHES, approachesIn } from '@ride-hailing/contracts/without-grpc';
import { StackError } from '../stack.errors';

/**
 * Reads names separated by commas, or `all`; `hybrid` is always among them.
 * @param from what the person has written it in, for the message
 * @throws StackError that names what is no approach, and lists those that are
 */
export function approachesNamed(list: string, from: string): readonly string[] {
  try {
    if (/[^\s,]/.test(list)) return approachesIn(list);
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
  }
  throw new StackError(
    `${from} must be ${APPROACHES.join(', ')} (several with commas), or all, not "${list}"`,
  );
}
