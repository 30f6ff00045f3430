/** For the person who runs the benchmark: said without a stack trace. */
export class BenchError extends Error {}

/** A figure without the work behind it: rows that are missing, answers that are wrong. */
export class UnverifiedError extends BenchError {}
