import { hash, type KeyObject } from 'node:crypto';
import { errors, jwtVerify } from 'jose';
import { LRUCache } from 'lru-cache';
import { type Identity, identitySchema } from '../context/identity';
import { UnauthorizedProblem } from '../problems/domain.errors';

export interface TokenRules {
  readonly publicKey: KeyObject;
  /** The audience that a token must name. */
  readonly audience: string;
}

const ALGORITHM = 'ES256';
/** Allowed difference between the clocks of the signer and of this service. */
const CLOCK_TOLERANCE_SECONDS = 5;
const LONGEST_TOKEN = 2_048;
const MOST_KNOWN = 10_000;

/** A caller, and until when the token identifies it, ms since 1970. */
export interface Identified {
  readonly identity: Identity;
  readonly expiresAtMs: number;
}

const reasonOf = (error: unknown): string => {
  if (error instanceof errors.JWTExpired) return 'The token has expired.';
  if (error instanceof errors.JWTClaimValidationFailed && error.claim === 'aud')
    return 'The token is meant for another audience.';
  if (error instanceof errors.JOSEAlgNotAllowed) return `Only ${ALGORITHM} tokens are taken.`;
  return 'The token is not valid.';
};

/**
 * Verifies bearer tokens. Valid tokens are remembered by their hash until they expire, since checking a signature costs
 * more than most requests do. No token can be revoked before it expires, whether remembered or not.
 */
export class TokenVerifier {
  private readonly known = new LRUCache<string, Identified>({ max: MOST_KNOWN });

  constructor(
    private readonly rules: TokenRules,
    private readonly now: () => number = Date.now,
  ) {}

  /**
   * The caller that this `Authorization` header identifies; a promise only for a token that is not remembered.
   * @throws UnauthorizedProblem also as a rejection
   */
  identify(authorization: string | undefined): Identity | Promise<Identity> {
    const identified = this.identifyUntil(authorization);
    return identified instanceof Promise ? identified.then(({ identity }) => identity) : identified.identity;
  }

  /** As `identify`, with the end of the token's validity. */
  identifyUntil(authorization: string | undefined): Identified | Promise<Identified> {
    const token = bearerToken(authorization);
    const key = hash('sha256', token, 'base64');
    const known = this.known.get(key);
    return known && this.now() < known.expiresAtMs ? known : this.verify(token, key);
  }

  private async verify(token: string, key: string): Promise<Identified> {
    const { publicKey, audience } = this.rules;
    const options = {
      audience,
      algorithms: [ALGORITHM],
      clockTolerance: CLOCK_TOLERANCE_SECONDS,
      currentDate: new Date(this.now()),
      requiredClaims: ['exp', 'sub'],
    };
    const { payload } = await jwtVerify(token, publicKey, options).catch((error: unknown) => {
      throw new UnauthorizedProblem(reasonOf(error));
    });
    const claims = identitySchema.safeParse(payload);
    if (!claims.success)
      throw new UnauthorizedProblem('The token names no role or no id that is known here.');
    const expiresAtMs = ((payload.exp ?? 0) + CLOCK_TOLERANCE_SECONDS) * 1_000;
    const identified = { identity: claims.data, expiresAtMs };
    this.known.set(key, identified);
    return identified;
  }
}

function bearerToken(authorization: string | undefined): string {
  if (!authorization) throw new UnauthorizedProblem('A bearer token is needed.', 'Bearer');
  const [, token] = /^Bearer ([A-Za-z0-9_.~+/=-]+)$/i.exec(authorization) ?? [];
  if (!token) throw new UnauthorizedProblem('The Authorization header holds no bearer token.');
  if (token.length > LONGEST_TOKEN) throw new UnauthorizedProblem('The token is too long.');
  return token;
}
