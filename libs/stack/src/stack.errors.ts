/** A reason that the person at the keyboard can act upon: shown without a stack trace. */
export class StackError extends Error {
  override name = 'StackError';
}
