import { Column, Entity, PrimaryColumn } from 'typeorm';

interface Place {
  lat: number;
  lng: number;
  address: string;
}

/** The body of `POST /rides`. */
export interface AskedRide {
  readonly riderId: string;
  readonly rider: { readonly name: string; readonly phone: string };
  readonly pickup: Place;
  readonly dropoff: Place;
  readonly stops: Place[];
  readonly fare: { readonly amountMinor: number; readonly currency: string };
  readonly notes: string;
}

/** A ride with all of its details. */
@Entity('rides')
export class NaiveRide {
  @PrimaryColumn('uuid')
  id!: string;

  @Column('text')
  status!: string;

  @Column('integer')
  version!: number;

  @Column('text')
  riderId!: string;

  @Column('text', { nullable: true })
  driverId!: string | null;

  @Column('jsonb')
  rider!: AskedRide['rider'];

  @Column('jsonb')
  pickup!: Place;

  @Column('jsonb')
  dropoff!: Place;

  @Column('jsonb')
  stops!: Place[];

  @Column('jsonb')
  fare!: AskedRide['fare'];

  @Column('text')
  notes!: string;

  @Column('timestamptz')
  changedAt!: Date;
}

/** The essential fields of a ride, kept by the service that needs them. */
@Entity('ride_copy')
export class NaiveRideCopy {
  @PrimaryColumn('text', { name: 'ride_id' })
  rideId!: string;

  @Column('text', { nullable: true })
  driverId!: string | null;

  @Column('text')
  status!: string;

  @Column('double precision')
  pickupLat!: number;

  @Column('double precision')
  pickupLng!: number;

  @Column('integer')
  version!: number;

  @Column('timestamptz')
  changedAt!: Date;
}
