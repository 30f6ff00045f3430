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

/** One name for each caller: a rider and a dispatcher with the same id are two. Roles have no slash, nor do ids. */
export const callerName = ({ role, sub }: Identity): string => `${role}/${sub}`;

export const identitySchema = z.object({
  sub: z.string().regex(/^[A-Za-z0-9_-]{1,64}$/),
  role: z.enum(ROLES),
});
