import { type KeyObject } from 'node:crypto';
import { SignJWT } from 'jose';
import { LRUCache } from 'lru-cache';
import { type Identity } from '../context/identity';

export interface SigningOptions {
  readonly privateKey: KeyObject;
  readonly audience: string;
  /** How long each token is good for. Default 300. */
  readonly validForSeconds?: number;
}

const MOST_KEPT = 10_000;

/** Signs tokens, and gives the same one out again for the first half of its time. */
export class TokenSigner {
  private readonly kept: LRUCache<string, Promise<string>>;
  private readonly validForSeconds: number;

  constructor(private readonly options: SigningOptions) {
    this.validForSeconds = options.validForSeconds ?? 300;
    this.kept = new LRUCache({ max: MOST_KEPT, ttl: this.validForSeconds * 500 });
  }

  tokenOf({ role, sub }: Identity): Promise<string> {
    const key = `${role} ${sub}`;
    const kept = this.kept.get(key);
    if (kept) return kept;
    const token = new SignJWT({ role })
      .setProtectedHeader({ alg: 'ES256' })
      .setSubject(sub)
      .setAudience(this.options.audience)
      .setIssuedAt()
      .setExpirationTime(`${this.validForSeconds}s`)
      .sign(this.options.privateKey);
    this.kept.set(key, token);
    return token;
  }
}
