import { TestTokens } from '@ride-hailing/testing';
import { TokenSigner } from './token-signer';

describe('a signer', () => {
  it('gives the same token out again for the first half of its time', async () => {
    const signer = new TokenSigner(new TestTokens());
    const rider = { sub: 'r-1', role: 'rider' } as const;
    expect(await signer.tokenOf(rider)).toBe(await signer.tokenOf(rider));
    expect(await signer.tokenOf({ ...rider, role: 'driver' })).not.toBe(await signer.tokenOf(rider));
  });
});
