import { z } from 'zod';

/** The caller's role: one who rides, one who drives, or one who operates the service. */
export const ROLES = ['rider', 'driver', 'dispatcher'] as const;
export type Role = (typeof ROLES)[number];

/** What a verified token states about the caller. */
export interface Identity {
  /** Id of the rider, driver or dispatcher. */
  readonly sub: string;
  readonly role: Role;
}

/**
 * One name per caller, since a rider and a dispatcher may have the same id. The slash is unambiguous: neither roles nor
 * ids contain one.
 */
export const callerName = ({ role, sub }: Identity): string => `${role}/${sub}`;

export const identitySchema = z.object({
  sub: z.string().regex(/^[A-Za-z0-9_-]{1,64}$/),
  role: z.enum(ROLES),
});
