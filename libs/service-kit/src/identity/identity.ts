import { z } from 'zod';

/** Who asks: somebody who rides, somebody who drives, somebody who runs the whole. */
export const ROLES = ['rider', 'driver', 'dispatcher'] as const;
export type Role = (typeof ROLES)[number];

/** What a verified token says of the caller. */
export interface Identity {
  /** Id of the rider, driver or dispatcher. */
  readonly sub: string;
  readonly role: Role;
}

export const identitySchema = z.object({
  sub: z.string().regex(/^[A-Za-z0-9_-]{1,64}$/),
  role: z.enum(ROLES),
});
