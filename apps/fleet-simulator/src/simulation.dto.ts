import { simulationSchema } from '@ride-hailing/contracts';
import { createZodDto } from '@ride-hailing/service-kit';
import { z } from 'zod';

const share = z.number().min(0).max(1).describe('The share of driver updates, from 0 to 1');

const ratesSchema = z.strictObject({
  ...simulationSchema.shape,
  duplicates: share,
  outOfOrder: share,
  invalid: share,
});

/** What can be set while the simulator runs: its load, and the shares of updates that are faulty. */
export type Rates = z.output<typeof ratesSchema>;

export class RatesDto extends createZodDto(ratesSchema) {}

export class RatesChangeDto extends createZodDto(ratesSchema.partial()) {}
