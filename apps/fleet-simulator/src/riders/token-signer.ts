import type { KeyObject } from 'node:crypto';
import { signToken } from '@ride-hailing/contracts';
import type { Identity } from '@ride-hailing/service-kit';
import { LRUCache } from 'lru-cache';

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
    const { audience, privateKey } = this.options;
    const token = signToken(privateKey, { role, sub, audience, validForSeconds: this.validForSeconds });
    this.kept.set(key, token);
    return token;
  }
}
