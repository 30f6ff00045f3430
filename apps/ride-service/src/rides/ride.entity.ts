import { ACTIVE_STATUSES_SQL, RIDE_STATUSES_SQL, type RideStatus } from '@ride-hailing/contracts';
import { Check, Column, Entity, Index, PrimaryColumn } from 'typeorm';

export interface Place {
  lat: number;
  lng: number;
  address: string;
}

/** `pg` returns bigint as text; these values all fit a JavaScript number. */
const wholeNumber = { to: (value: number) => value, from: (value: string | number) => Number(value) };

/** The current state of a ride. Only `version` orders its changes; the times are the database's clock, for people. */
@Entity('rides')
@Check('rides_status', `status IN ${RIDE_STATUSES_SQL}`)
@Check('rides_active_has_driver', "driver_id IS NOT NULL OR status IN ('REQUESTED', 'CANCELLED')")
@Index('rides_one_active_per_driver', ['driverId'], {
  unique: true,
  where: `status IN ${ACTIVE_STATUSES_SQL}`,
})
@Index('rides_status_id', ['status', 'id'])
@Index('rides_driver_id', ['driverId', 'id'])
@Index('rides_rider_id', ['riderId', 'id'])
export class Ride {
  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'rides_pkey' })
  id!: string;

  @Column('text', { default: 'REQUESTED' })
  status!: RideStatus;

  @Column('integer', { default: 1 })
  version!: number;

  @Column('text', { name: 'rider_id' })
  riderId!: string;

  @Column('text', { name: 'driver_id', nullable: true })
  driverId!: string | null;

  @Column('text', { name: 'rider_name' })
  riderName!: string;

  @Column('text', { name: 'rider_phone' })
  riderPhone!: string;

  @Column('double precision', { name: 'pickup_lat' })
  pickupLat!: number;

  @Column('double precision', { name: 'pickup_lng' })
  pickupLng!: number;

  @Column('text', { name: 'pickup_address' })
  pickupAddress!: string;

  @Column('double precision', { name: 'dropoff_lat' })
  dropoffLat!: number;

  @Column('double precision', { name: 'dropoff_lng' })
  dropoffLng!: number;

  @Column('text', { name: 'dropoff_address' })
  dropoffAddress!: string;

  @Column('jsonb')
  stops!: Place[];

  @Column('bigint', { name: 'fare_amount_minor', transformer: wholeNumber })
  fareAmountMinor!: number;

  @Column('text', { name: 'fare_currency' })
  fareCurrency!: string;

  @Column('text')
  notes!: string;

  @Column('timestamptz', { name: 'requested_at', default: () => 'now()' })
  requestedAt!: Date;

  @Column('timestamptz', { name: 'changed_at', default: () => 'now()' })
  changedAt!: Date;
}
