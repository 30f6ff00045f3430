import { assertUsable } from './consumer-discovery';

describe('assertUsable', () => {
  const consumer = { stream: 'S', durable: 'd', batchSize: 100 };

  it('accepts consumers of different durables', () => {
    expect(() => assertUsable([consumer, { ...consumer, durable: 'e' }])).not.toThrow();
  });

  it('refuses two methods on one durable', () => {
    expect(() => assertUsable([consumer, { ...consumer }])).toThrow('two methods consume the durable d');
  });

  it.each([0, -1, 1.5, Number.NaN])('refuses a batch size of %p', (batchSize) => {
    expect(() => assertUsable([{ ...consumer, batchSize }])).toThrow('the batch size of d');
  });
});
