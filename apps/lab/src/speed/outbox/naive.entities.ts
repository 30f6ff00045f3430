import { Column, Entity, Index, PrimaryColumn } from 'typeorm';

/** A ride with all of its details. */
@Entity('rides')
export class NaiveRide {
  @PrimaryColumn('uuid') id!: string;
  @Column('text') status!: string;
  @Column('integer') version!: number;
  @Column('text') riderId!: string;
  @Column('text', { nullable: true }) driverId!: string | null;
  @Column('jsonb') rider!: object;
  @Column('jsonb') pickup!: object;
  @Column('jsonb') dropoff!: object;
  @Column('jsonb') stops!: object;
  @Column('jsonb') fare!: object;
  @Column('text') notes!: string;
  @Column('timestamptz') changedAt!: Date;
}

/** The body of `POST /rides`. */
export type AskedRide = Pick<
  NaiveRide,
  'riderId' | 'rider' | 'pickup' | 'dropoff' | 'stops' | 'fare' | 'notes'
>;

/** An outbox as one writes it first. */
@Entity('outbox')
@Index('outbox_unpublished', ['createdAt'], { where: 'published_at IS NULL' })
export class NaiveOutboxMessage {
  @PrimaryColumn('uuid') id!: string;
  @Column('text', { name: 'aggregate_id' }) aggregateId!: string;
  @Column('integer') version!: number;
  @Column('text') subject!: string;
  @Column('text') type!: string;
  @Column('text') payload!: string;
  @Column('jsonb') headers!: Record<string, string>;
  @Column('timestamptz', { name: 'created_at', default: () => 'clock_timestamp()' }) createdAt!: Date;
  @Column('timestamptz', { name: 'published_at', nullable: true }) publishedAt!: Date | null;
  @Column('bigint', { name: 'stream_sequence', nullable: true }) streamSequence!: string | null;
}
