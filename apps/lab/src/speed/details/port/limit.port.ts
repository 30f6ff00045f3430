import { bareClient } from '../../sides/bare-client';
import { found, type OpenDetailsPort } from './details-port';

/** All lookups in one call. */
export const openDetailsPort: OpenDetailsPort = async () => {
  const client = bareClient();
  return {
    find: async (lookups) => {
      const answers = await client.find(lookups);
      return lookups.map((lookup, at) => found(answers[at], lookup));
    },
    close: async () => client.close(),
  };
};
