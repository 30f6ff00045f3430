import { serveOrders } from '../src/program';

void serveOrders<number[], number>(async () => {
  if (process.argv.includes('fails')) throw new Error('could not open');
  return {
    carryOut: async (numbers) => {
      if (numbers.length === 0) throw new Error('nothing to add');
      // For ever.
      if (numbers.includes(Number.POSITIVE_INFINITY)) await new Promise(() => undefined);
      return numbers.reduce((sum, one) => sum + one, 0);
    },
    close: async () => undefined,
  };
});
