const MONTH_MS = 30 * 86_400_000;

/**
 * Where the phones of a run begin to count, the same in each of its processes: two to three months ago, so that what
 * they count up to is not in the future, which driver-service refuses.
 */
export const FIRST_SEQUENCE = (Math.floor(Date.now() / MONTH_MS) - 2) * MONTH_MS;
