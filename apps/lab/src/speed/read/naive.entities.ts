import { Column, Entity, PrimaryColumn } from 'typeorm';

/** Tables of the naive side: the project's rows, and no index but the primary keys. */
export const NAIVE_TABLES = `
  DROP SCHEMA IF EXISTS naive CASCADE;
  CREATE SCHEMA naive;
  CREATE TABLE naive.driver_positions AS SELECT * FROM driver_positions;
  ALTER TABLE naive.driver_positions ADD PRIMARY KEY (driver_id);
  CREATE TABLE naive.ride_copy AS SELECT * FROM ride_copy;
  ALTER TABLE naive.ride_copy ADD PRIMARY KEY (ride_id);
  ANALYZE naive.driver_positions, naive.ride_copy`;

@Entity({ schema: 'naive', name: 'driver_positions' })
export class NaivePosition {
  @PrimaryColumn('text', { name: 'driver_id' }) driverId!: string;
  @Column('bigint') sequence!: string;
  @Column('timestamptz', { name: 'recorded_at' }) recordedAt!: Date;
  @Column('timestamptz', { name: 'heard_at' }) heardAt!: Date;
  @Column('double precision') lat!: number;
  @Column('double precision') lng!: number;
  @Column('boolean') available!: boolean;
}

@Entity({ schema: 'naive', name: 'ride_copy' })
export class NaiveRide {
  @PrimaryColumn('text', { name: 'ride_id' }) rideId!: string;
  @Column('text', { name: 'driver_id', nullable: true }) driverId!: string | null;
  @Column('text') status!: string;
  @Column('double precision', { name: 'pickup_lat' }) pickupLat!: number;
  @Column('double precision', { name: 'pickup_lng' }) pickupLng!: number;
  @Column('bigint') version!: string;
  @Column('timestamptz', { name: 'changed_at' }) changedAt!: Date;
  @Column('timestamptz', { name: 'applied_at' }) appliedAt!: Date;
}
