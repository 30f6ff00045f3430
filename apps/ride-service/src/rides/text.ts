import { z } from 'zod';

const REFUSED = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f]|\p{Surrogate}/u;

/** Text of bounded length. Postgres refuses NUL and half characters; other control characters have no business here. */
export const text = (max: number, min = 1) =>
  z
    .string()
    .min(min)
    .max(max)
    .refine((value) => !REFUSED.test(value), {
      error: 'must not contain control characters or halves of characters',
    });
