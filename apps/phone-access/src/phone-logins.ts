import { randomUUID, sign } from 'node:crypto';
import { driverUpdateSubject } from '@ride-hailing/contracts';
import { type Identity, messageOf, TokenVerifier } from '@ride-hailing/service-kit';
import { z } from 'zod';
import type { Issuer } from './issuer-seed';

/** The account of all who are not in the system account. */
const ACCOUNT = '$G';
/** The part of the broker's request that matters here. */
const requestSchema = z.object({
  nats: z.object({
    server_id: z.object({ id: z.string() }),
    user_nkey: z.string(),
    connect_opts: z.object({ pass: z.string().optional() }),
  }),
});

export interface LoginDecision {
  /** The signed answer to the broker. */
  readonly answer: string;
  /** Why the phone is not let in. */
  readonly refusal?: string;
}

/**
 * Decides about logins that nats.conf does not list. The password is a driver's token; the name of the user does not
 * matter. The phone of driver D may publish `drivers.update.D`, and subscribe below `_INBOX_phone.D`, until the token
 * expires: then the broker ends the connection. Requests and answers are JWTs as in ADR-26 of NATS.
 */
export class PhoneLogins {
  constructor(
    private readonly issuer: Issuer,
    private readonly verifier: TokenVerifier,
  ) {}

  /** @throws Error for a request that is none; nothing can be answered then */
  async decide(request: Uint8Array): Promise<LoginDecision> {
    const { server_id, user_nkey, connect_opts } = readRequest(request).nats;
    const aboutUser = { sub: user_nkey, aud: server_id.id };
    const respond = (outcome: { readonly jwt: string } | { readonly error: string }) =>
      this.signed({ ...aboutUser, nats: { ...outcome, type: 'authorization_response', version: 2 } });
    try {
      return { answer: respond({ jwt: await this.permit(user_nkey, connect_opts.pass) }) };
    } catch (error) {
      const refusal = messageOf(error);
      return { answer: respond({ error: refusal }), refusal };
    }
  }

  /** @throws UnauthorizedProblem, Error when the token is not a driver's */
  private async permit(user: string, token: string | undefined): Promise<string> {
    const authorization = token ? `Bearer ${token}` : undefined;
    const { identity, expiresAtMs } = await this.verifier.identifyUntil(authorization);
    const driverId = driverIn(identity);
    return this.signed({
      sub: user,
      aud: ACCOUNT,
      name: `phone.${driverId}`,
      exp: Math.ceil(expiresAtMs / 1_000),
      nats: {
        type: 'user',
        version: 2,
        subs: -1,
        data: -1,
        payload: -1,
        pub: { allow: [driverUpdateSubject(driverId)] },
        sub: { allow: [`_INBOX_phone.${driverId}.>`] },
      },
    });
  }

  private signed(claims: Readonly<Record<string, unknown>>): string {
    const { publicKey, privateKey } = this.issuer;
    const iat = Math.floor(Date.now() / 1_000);
    const header = { typ: 'JWT', alg: 'ed25519-nkey' };
    const body = { jti: randomUUID(), iat, iss: publicKey, ...claims };
    const text = [header, body]
      .map((part) => Buffer.from(JSON.stringify(part)).toString('base64url'))
      .join('.');
    return `${text}.${sign(null, Buffer.from(text), privateKey).toString('base64url')}`;
  }
}

/** The claims alone: in the system account, only servers can publish requests. */
function readRequest(request: Uint8Array): z.output<typeof requestSchema> {
  const [, claims = ''] = Buffer.from(request).toString('latin1').split('.');
  return requestSchema.parse(JSON.parse(Buffer.from(claims, 'base64url').toString('utf8')));
}

function driverIn({ role, sub }: Identity): string {
  if (role !== 'driver') throw new Error(`Only drivers' phones are let in, and the token is for a ${role}.`);
  return sub;
}
