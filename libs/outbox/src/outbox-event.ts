/** What the owner tells the world about one version of one of its things. */
export interface OutboxEvent {
  /** UUID of the event: key of its row, and message id by which the broker knows duplicates. */
  readonly id: string;
  /** What changed; 1 to 64 characters. Events of one aggregate are published in the order of their versions. */
  readonly aggregateId: string;
  /** Number of this change of the aggregate, from 1, issued by the database under the aggregate's row lock. */
  readonly version: number;
  readonly subject: string;
  readonly type: string;
  /** Kept and published as the JSON that it is when it is enqueued. */
  readonly payload: object;
  /** Sent as they are, such as CloudEvents attributes and the trace of the request. */
  readonly headers: Readonly<Record<string, string>>;
}
