import { Column, Entity, Index, PrimaryColumn, Unique } from 'typeorm';

/**
 * A row of the outbox, unpublished while `publishedAt` is null. Register it with the owner's data source, and create
 * its table in a migration with `createOutboxTable`.
 */
@Entity('outbox')
@Unique('outbox_aggregate_version', ['aggregateId', 'version'])
@Index('outbox_unpublished', ['aggregateId', 'version'], { where: 'published_at IS NULL' })
@Index('outbox_unpublished_age', ['createdAt'], { where: 'published_at IS NULL' })
@Index('outbox_published', ['publishedAt'], { where: 'published_at IS NOT NULL' })
export class OutboxMessage {
  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'outbox_pkey' })
  id!: string;

  @Column({ type: 'text', name: 'aggregate_id', collation: 'C' })
  aggregateId!: string;

  @Column('integer')
  version!: number;

  @Column('text')
  subject!: string;

  @Column('text')
  type!: string;

  /** JSON text; published byte for byte. */
  @Column('text')
  payload!: string;

  @Column('jsonb')
  headers!: Record<string, string>;

  @Column('timestamptz', { name: 'created_at', default: () => 'clock_timestamp()' })
  createdAt!: Date;

  @Column('timestamptz', { name: 'published_at', nullable: true })
  publishedAt!: Date | null;

  /** Stream sequence of the last publication, as the PubAck gave it. */
  @Column('bigint', { name: 'stream_sequence', nullable: true })
  streamSequence!: string | null;
}
