import { TestTokens } from '@ride-hailing/testing';
import { TokenSigner } from './token-signer';

describe('a signer', () => {
  it('reuses a token for the first half of its lifetime', async () => {
    const signer = new TokenSigner(new TestTokens());
    const rider = { sub: 'r-1', role: 'rider' } as const;
    expect(await signer.tokenOf(rider)).toBe(await signer.tokenOf(rider));
    expect(await signer.tokenOf({ ...rider, role: 'driver' })).not.toBe(await signer.tokenOf(rider));
  });
});
