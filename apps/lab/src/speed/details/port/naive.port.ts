import type { RideLookup } from '@ride-hailing/contracts';
import { firstValueFrom } from 'rxjs';
import { nestClient } from '../../sides/nest-client';
import { found, type OpenDetailsPort } from './details-port';

/** One unary call for each ride, through Nest's client. */
export const openDetailsPort: OpenDetailsPort = async () => {
  const { service, close } = nestClient();
  const one = async (lookup: RideLookup) => {
    const { results } = await firstValueFrom(service.batchGetRides({ lookups: [lookup] }));
    return found(results[0]?.found, lookup);
  };
  return { find: (lookups) => Promise.all(lookups.map(one)), close: async () => close() };
};
