import { generateKeyPairSync, type KeyObject } from 'node:crypto';
import { signToken, TOKEN_AUDIENCE, type TokenRole } from '@ride-hailing/contracts';

/** Tokens for any caller of a service under test, signed with this object's own keys. */
export class TestTokens {
  readonly audience = TOKEN_AUDIENCE;
  private readonly keys = generateKeyPairSync('ec', { namedCurve: 'P-256' });

  /** The key with which the service under test verifies tokens. */
  get publicKey(): KeyObject {
    return this.keys.publicKey;
  }

  /** The public key as PEM, for a service in another process. */
  get publicPem(): string {
    return this.keys.publicKey.export({ type: 'spki', format: 'pem' }).toString();
  }

  /** The private key as PEM, for another process that signs its own tokens. */
  get privatePem(): string {
    return this.keys.privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
  }

  get privateKey(): KeyObject {
    return this.keys.privateKey;
  }

  /** The headers of a caller with this role. The token is valid for an hour. */
  async headers(role: TokenRole, sub = 'spec'): Promise<{ authorization: string }> {
    const token = await signToken(this.keys.privateKey, { role, sub, validForSeconds: 3_600 });
    return { authorization: `Bearer ${token}` };
  }
}
