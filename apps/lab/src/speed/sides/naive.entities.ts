import type { DriverUpdate, RideChanged } from '@ride-hailing/contracts';
import { Column, Entity, PrimaryColumn } from 'typeorm';

/** What a driver's update leaves. */
@Entity('driver_positions')
export class Position {
  @PrimaryColumn('text', { name: 'driver_id' }) driverId!: string;
  @Column('bigint') sequence!: number | string;
  @Column('timestamptz', { name: 'recorded_at' }) recordedAt!: Date;
  @Column('timestamptz', { name: 'heard_at' }) heardAt!: Date;
  @Column('double precision') lat!: number;
  @Column('double precision') lng!: number;
  @Column('boolean') available!: boolean;
}

/** The essential fields of a ride, kept by the service that needs them. */
@Entity('ride_copy')
export class CopiedRide {
  @PrimaryColumn('text', { name: 'ride_id' }) rideId!: string;
  @Column('text', { name: 'driver_id', nullable: true }) driverId!: string | null;
  @Column('text') status!: string;
  @Column('double precision', { name: 'pickup_lat' }) pickupLat!: number;
  @Column('double precision', { name: 'pickup_lng' }) pickupLng!: number;
  @Column('bigint') version!: number | string;
  @Column('timestamptz', { name: 'changed_at' }) changedAt!: Date;
  @Column('timestamptz', { name: 'applied_at' }) appliedAt!: Date;
}

export function positionOf({ driverId, sequence, recordedAt, position, available }: DriverUpdate): Position {
  const times = { recordedAt: new Date(recordedAt), heardAt: new Date() };
  return { driverId, sequence, ...times, ...position, available };
}

export function copyOf({ rideId, driverId, status, pickup, version, changedAt }: RideChanged): CopiedRide {
  const times = { changedAt: new Date(changedAt), appliedAt: new Date() };
  return { rideId, driverId, status, version, pickupLat: pickup.lat, pickupLng: pickup.lng, ...times };
}
