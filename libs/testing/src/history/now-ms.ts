const offset = Date.now() - performance.now();

/** Milliseconds since 1970 with fractions: the wall clock, as other processes of this machine have it, but never back. */
export const nowMs = (): number => offset + performance.now();
