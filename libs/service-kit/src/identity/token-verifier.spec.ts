import { createHmac, generateKeyPairSync, type KeyObject } from 'node:crypto';
import { signToken, TOKEN_ROLES } from '@ride-hailing/contracts';
import { SignJWT } from 'jose';
import { ROLES } from '../context/identity';
import { UnauthorizedProblem } from '../problems/domain.errors';
import { TokenVerifier } from './token-verifier';

const keys = generateKeyPairSync('ec', { namedCurve: 'P-256' });
const audience = 'ride-hailing';
const base64 = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url');
const inAnHour = () => Math.floor(Date.now() / 1_000) + 3_600;
const claims = () => ({ sub: 'r-1', role: 'rider', aud: audience, exp: inAnHour() });

const signed = (
  given: Record<string, unknown> = {},
  { key = keys.privateKey, alg = 'ES256' }: { key?: KeyObject; alg?: string } = {},
): Promise<string> => new SignJWT({ ...claims(), ...given }).setProtectedHeader({ alg }).sign(key);

const verifier = new TokenVerifier({ publicKey: keys.publicKey, audience });
const identify = async (token: string) => verifier.identify(`Bearer ${token}`);
const refusalOf = async (token: string): Promise<UnauthorizedProblem> => {
  const refused: unknown = await identify(token).catch((error: unknown) => error);
  if (refused instanceof UnauthorizedProblem) return refused;
  throw new Error(`was not refused: ${JSON.stringify(refused)}`);
};

describe('TokenVerifier', () => {
  it('identifies the caller by a valid token', async () => {
    expect(await identify(await signed())).toEqual({ sub: 'r-1', role: 'rider' });
    const driver = { sub: 'd-1', role: 'driver' } as const;
    expect(await identify(await signToken(keys.privateKey, { ...driver, validForSeconds: 60 }))).toEqual(
      driver,
    );
  });

  it('knows exactly the roles that the contracts list', () => {
    expect(ROLES).toEqual(TOKEN_ROLES);
  });

  it('refuses an expired token, with a few seconds of tolerance between clocks', async () => {
    expect((await refusalOf(await signed({ exp: inAnHour() - 3_610 }))).detail).toBe(
      'The token has expired.',
    );
    expect(await identify(await signed({ exp: inAnHour() - 3_602 }))).toMatchObject({ sub: 'r-1' });
  });

  it('refuses a token for another audience or for none', async () => {
    expect((await refusalOf(await signed({ aud: 'elsewhere' }))).detail).toMatch(/another audience/);
    await refusalOf(await signed({ aud: undefined }));
  });

  it('refuses a token that never expires or is not valid yet', async () => {
    await refusalOf(await signed({ exp: undefined }));
    await refusalOf(await signed({ nbf: inAnHour() }));
  });

  it.each([
    { sub: undefined },
    { sub: 'a.b' },
    { sub: 'a>' },
    { sub: 'a'.repeat(65) },
    { role: 'admin' },
    { role: ['rider', 'dispatcher'] },
    { role: undefined },
  ])('refuses a token with the claim %j', async (given) => {
    await refusalOf(await signed(given));
  });

  it('refuses a token signed with another key of the same kind', async () => {
    const other = generateKeyPairSync('ec', { namedCurve: 'P-256' });
    await refusalOf(await signed({}, { key: other.privateKey }));
  });

  it('refuses a token without a signature, whose algorithm is none', async () => {
    await refusalOf(`${base64({ alg: 'none' })}.${base64(claims())}.`);
    await refusalOf(`${base64({ alg: 'None' })}.${base64(claims())}.AAAA`);
  });

  it('refuses an HS256 token whose secret is the public key', async () => {
    const secret = keys.publicKey.export({ type: 'spki', format: 'pem' });
    const body = `${base64({ alg: 'HS256', typ: 'JWT' })}.${base64(claims())}`;
    const signature = createHmac('sha256', secret).update(body).digest('base64url');
    expect((await refusalOf(`${body}.${signature}`)).detail).toBe('Only ES256 tokens are taken.');
  });

  it('refuses a token with another asymmetric algorithm', async () => {
    const rsa = generateKeyPairSync('rsa', { modulusLength: 2_048 });
    await refusalOf(await signed({}, { key: rsa.privateKey, alg: 'RS256' }));
  });

  it('refuses a token of which a part was changed', async () => {
    const [header, , signature] = (await signed()).split('.');
    await refusalOf(`${header}.${base64({ ...claims(), role: 'dispatcher' })}.${signature}`);
  });

  it.each(['x', 'a.b.c', 'a.b', '....', 'e30.e30.e30', '-', 'a'.repeat(5_000)])(
    'refuses garbage as a token: %.20s',
    async (token) => {
      expect((await refusalOf(token)).headers).toEqual({
        'www-authenticate': 'Bearer error="invalid_token"',
      });
    },
  );

  it.each([undefined, ''])('answers with a challenge when there is no token (%j)', (authorization) => {
    expect(() => verifier.identify(authorization)).toThrow(
      expect.objectContaining({ status: 401, headers: { 'www-authenticate': 'Bearer' } }) as Error,
    );
  });

  it.each(['Basic cjox', 'Bearer', 'Bearer a b', 'Token x'])(
    'finds no bearer token in "%s"',
    (authorization) => {
      expect(() => verifier.identify(authorization)).toThrow(UnauthorizedProblem);
    },
  );
});

describe('the memory of TokenVerifier', () => {
  it('checks the signature of a token once, and still refuses it when it has expired', async () => {
    let now = Date.now();
    const remembering = new TokenVerifier({ publicKey: keys.publicKey, audience }, () => now);
    const authorization = `Bearer ${await signed({ exp: Math.floor(now / 1_000) + 60 })}`;
    expect(remembering.identify(authorization)).toBeInstanceOf(Promise);
    await remembering.identify(authorization);
    expect(remembering.identify(authorization)).toEqual({ sub: 'r-1', role: 'rider' });
    now += 66_000;
    await expect(remembering.identify(authorization)).rejects.toThrow('The token has expired.');
  });

  it('does not remember a refused token', async () => {
    const other = generateKeyPairSync('ec', { namedCurve: 'P-256' });
    const token = await signed({}, { key: other.privateKey });
    await refusalOf(token);
    await refusalOf(token);
  });
});
