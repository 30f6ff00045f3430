import { idSchema, pointSchema } from '@ride-hailing/contracts';
import { createZodDto } from '@ride-hailing/service-kit';
import { z } from 'zod';

const REFUSED = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f]|\p{Surrogate}/u;

/** Text of bounded length, without what Postgres refuses (NUL, lone surrogates) and without other control characters. */
const text = (max: number, min = 1) =>
  z
    .string()
    .min(min)
    .max(max)
    .refine((value) => !REFUSED.test(value), {
      error: 'must not contain control characters or halves of characters',
    });

export const placeSchema = z
  .strictObject({
    lat: pointSchema.shape.lat.describe('Degrees, WGS 84'),
    lng: pointSchema.shape.lng.describe('Degrees, WGS 84'),
    address: text(300),
  })
  .meta({ id: 'Place' });

export const fareSchema = z
  .strictObject({
    amountMinor: z.int().min(0).max(1_000_000_000).describe('In minor units of the currency'),
    currency: z
      .string()
      .regex(/^[A-Z]{3}$/, 'must be a code of ISO 4217, such as KRW')
      .describe('ISO 4217'),
  })
  .meta({ id: 'Fare' });

export const riderSchema = z
  .strictObject({
    name: text(100),
    phone: z.string().regex(/^\+?[0-9][0-9 ()-]{2,30}$/, 'must be a phone number'),
  })
  .meta({ id: 'Rider' });

export const rideRequestSchema = z.strictObject({
  riderId: idSchema,
  rider: riderSchema,
  pickup: placeSchema,
  dropoff: placeSchema,
  stops: z.array(placeSchema).max(10).default([]).describe('On the way, in this order'),
  fare: fareSchema,
  notes: text(1_000, 0).default('').describe('From the rider to the driver'),
});

export type RideRequest = z.output<typeof rideRequestSchema>;

export class RideRequestDto extends createZodDto(rideRequestSchema) {}
