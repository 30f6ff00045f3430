/** Injection token: a driver who has been silent for so many milliseconds is not free. */
export const FREE_WITHIN_MS = Symbol('FREE_WITHIN_MS');
