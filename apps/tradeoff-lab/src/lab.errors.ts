/** A reason that the person at the keyboard can act upon: shown without a stack trace. */
export class LabError extends Error {
  override name = 'LabError';
}
