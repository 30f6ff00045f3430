import { z } from 'zod';

/** `Number` alone would accept 0x10, 1e1, spaces and an empty text. */
const decimal =
  (pattern: RegExp, message: string) =>
  (value: unknown, context: z.RefinementCtx): unknown => {
    if (typeof value !== 'string') return value;
    if (pattern.test(value)) return Number(value);
    context.addIssue({ code: 'custom', message, input: value });
    return z.NEVER;
  };

const bounded = (schema: z.ZodNumber, { min, max }: { min: number; max: number }) =>
  schema.min(min, `must be at least ${min}`).max(max, `must be at most ${max}`);

/** A whole number in a query string, in decimal digits. */
export const queryInteger = (range: { min: number; max: number }) =>
  z.preprocess(
    decimal(/^-?\d{1,15}$/, 'must be a whole number in decimal digits, such as 10'),
    bounded(z.int('is missing'), range),
  );

/** A number in a query string, in decimal digits with or without a point. */
export const queryNumber = (range: { min: number; max: number }) =>
  z.preprocess(
    decimal(/^-?\d+(\.\d+)?$/, 'must be a number in decimal digits, such as 37.5'),
    bounded(z.number('is missing'), range),
  );
