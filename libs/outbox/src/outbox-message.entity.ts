import { Column, Entity, Index, PrimaryColumn, Unique } from 'typeorm';

/**
 * A row of the outbox: unpublished while `publishedAt` is null. Give it to the owner's data source, and make its
 * table in a migration with `createOutboxTable`.
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

  /** JSON text, byte for byte what is published. */
  @Column('text')
  payload!: string;

  @Column('jsonb')
  headers!: Record<string, string>;

  @Column('timestamptz', { name: 'created_at', default: () => 'clock_timestamp()' })
  createdAt!: Date;

  @Column('timestamptz', { name: 'published_at', nullable: true })
  publishedAt!: Date | null;

  /** Where the broker stored it when it was last published: the PubAck's sequence. */
  @Column('bigint', { name: 'stream_sequence', nullable: true })
  streamSequence!: string | null;
}
