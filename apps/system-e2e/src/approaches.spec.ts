import { APPROACHES } from '@ride-hailing/contracts';
import { APPROACHES as ofTheStack } from '@ride-hailing/stack';

describe('the approaches', () => {
  it('that npm start knows are those of the contracts, in their order', () => {
    expect(ofTheStack).toEqual(APPROACHES);
  });
});
