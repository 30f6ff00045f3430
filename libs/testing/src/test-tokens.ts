import { generateKeyPairSync, type KeyObject } from 'node:crypto';
import { signToken, TOKEN_AUDIENCE, type TokenRole } from '@ride-hailing/contracts';

/** Whoever a service under test shall take the caller for, signed with keys of this one object. */
export class TestTokens {
  readonly audience = TOKEN_AUDIENCE;
  private readonly keys = generateKeyPairSync('ec', { namedCurve: 'P-256' });

  /** What the service under test verifies with. */
  get publicKey(): KeyObject {
    return this.keys.publicKey;
  }

  /** The same as PEM, for a process of its own. */
  get publicPem(): string {
    return this.keys.publicKey.export({ type: 'spki', format: 'pem' }).toString();
  }

  /** What signs them, for a process that signs its own. */
  get privatePem(): string {
    return this.keys.privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
  }

  get privateKey(): KeyObject {
    return this.keys.privateKey;
  }

  /** Headers of a request by a `rider`, `driver` or `dispatcher`. Good for an hour. */
  async headers(role: TokenRole, sub = 'spec'): Promise<{ authorization: string }> {
    const token = await signToken(this.keys.privateKey, { role, sub, validForSeconds: 3_600 });
    return { authorization: `Bearer ${token}` };
  }
}
