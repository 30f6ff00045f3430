import type { KeyObject } from 'node:crypto';
import { signToken } from '@ride-hailing/contracts';
import type { Identity } from '@ride-hailing/service-kit';
import { LRUCache } from 'lru-cache';

const VALID_FOR_SECONDS = 300;
const MOST_KEPT = 10_000;

/** Signs tokens, and reuses each for the first half of its lifetime. */
export class TokenSigner {
  private readonly kept = new LRUCache<string, Promise<string>>({
    max: MOST_KEPT,
    ttl: VALID_FOR_SECONDS * 500,
  });

  constructor(private readonly options: { readonly privateKey: KeyObject; readonly audience: string }) {}

  tokenOf({ role, sub }: Identity): Promise<string> {
    const key = `${role} ${sub}`;
    const kept = this.kept.get(key);
    if (kept) return kept;
    const { audience, privateKey } = this.options;
    const token = signToken(privateKey, { role, sub, audience, validForSeconds: VALID_FOR_SECONDS });
    this.kept.set(key, token);
    return token;
  }
}
