/** For the person at the keyboard, who can act upon it: shown without a stack trace. */
export class LabError extends Error {
  override name = 'LabError';
}

/** A figure without the work behind it: rows that are missing, answers that are wrong. */
export class UnverifiedError extends LabError {}
