import { Column, Entity, PrimaryColumn } from 'typeorm';

/** An erased ride: no store may hold a version below this one. */
export interface ErasedRide {
  readonly rideId: string;
  readonly version: number;
  readonly driverId: string | null;
}

/** What is kept of an erasure, for an audit: who ordered it, when, and for how many rides; nothing of the rider. */
@Entity('erasures')
export class Erasure {
  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'erasures_pkey' })
  id!: string;

  @Column('text', { name: 'ordered_by' })
  orderedBy!: string;

  @Column('integer', { name: 'ride_count' })
  rideCount!: number;

  /** The rides whose copies may still hold data; null once the copies are known to be clean. */
  @Column('jsonb', { nullable: true })
  unfinished!: ErasedRide[] | null;

  @Column('timestamptz', { name: 'erased_at', default: () => 'clock_timestamp()' })
  erasedAt!: Date;

  @Column('timestamptz', { name: 'finished_at', nullable: true })
  finishedAt!: Date | null;
}
