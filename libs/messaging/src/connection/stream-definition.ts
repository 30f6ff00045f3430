import { DiscardPolicy, nanos, RetentionPolicy, StorageType, type StreamConfig } from 'nats';

export interface StreamDefinition {
  readonly name: string;
  readonly subjects: readonly string[];
  readonly storage: 'file' | 'memory';
  readonly maxAgeMs: number;
  readonly maxBytes: number;
  /** When the stream is full, `old` drops the oldest message and `new` refuses the publish. */
  readonly discard: 'old' | 'new';
  readonly duplicateWindowMs: number;
  readonly description?: string;
  /** The stream drops the oldest message of a subject that has more. */
  readonly mostPerSubject?: number;
  /** The stream refuses a larger message; the size includes headers. */
  readonly mostMessageBytes?: number;
  /** Keeps only the newest message of each subject, and allows reading it by subject, as `KeyValueBucket` needs. */
  readonly newestPerSubject?: boolean;
  /** Lets a message replace the earlier ones of its subject, as `ObjectBucket` needs. */
  readonly objects?: boolean;
}

/** @param replicas on how many servers of a cluster it is kept */
export function streamConfig(stream: StreamDefinition, replicas: number) {
  return {
    name: stream.name,
    description: stream.description ?? '',
    subjects: [...stream.subjects],
    storage: stream.storage === 'file' ? StorageType.File : StorageType.Memory,
    num_replicas: replicas,
    retention: RetentionPolicy.Limits,
    max_age: nanos(stream.maxAgeMs),
    max_bytes: stream.maxBytes,
    discard: stream.discard === 'old' ? DiscardPolicy.Old : DiscardPolicy.New,
    duplicate_window: nanos(stream.duplicateWindowMs),
    max_msgs_per_subject: stream.mostPerSubject ?? -1,
    max_msg_size: stream.mostMessageBytes ?? -1,
    ...(stream.newestPerSubject && { max_msgs_per_subject: 1, allow_direct: true }),
    ...(stream.objects && { allow_rollup_hdrs: true, allow_direct: true }),
  } satisfies Partial<StreamConfig>;
}
