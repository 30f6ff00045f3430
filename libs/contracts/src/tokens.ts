import type { KeyObject } from 'node:crypto';
import { SignJWT } from 'jose';

/** The roles of callers that the services know. */
export const TOKEN_ROLES = ['rider', 'driver', 'dispatcher'] as const;
export type TokenRole = (typeof TOKEN_ROLES)[number];

/** The default audience of tokens for this system. */
export const TOKEN_AUDIENCE = 'ride-hailing';

export interface TokenClaims {
  readonly role: TokenRole;
  /** Id of the rider, driver or dispatcher. */
  readonly sub: string;
  /** Default {@link TOKEN_AUDIENCE}. */
  readonly audience?: string;
  readonly validForSeconds: number;
}

/**
 * Signs a bearer token as the services verify it. In production an identity provider does this.
 * @param privateKey a key of the curve P-256
 */
export function signToken(
  privateKey: KeyObject,
  { role, sub, audience = TOKEN_AUDIENCE, validForSeconds }: TokenClaims,
): Promise<string> {
  return new SignJWT({ role })
    .setProtectedHeader({ alg: 'ES256' })
    .setSubject(sub)
    .setAudience(audience)
    .setIssuedAt()
    .setExpirationTime(Math.floor(Date.now() / 1_000 + validForSeconds))
    .sign(privateKey);
}
