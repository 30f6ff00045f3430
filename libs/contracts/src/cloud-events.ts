/** Attributes of CloudEvents 1.0 that this system sets. `traceparent` is W3C Trace Context. */
export interface EventAttributes {
  readonly id: string;
  readonly type: string;
  readonly source: string;
  readonly subject: string;
  /** ISO 8601 UTC. */
  readonly time: string;
  readonly traceparent?: string;
}

/** Headers of the CloudEvents binding for NATS in binary mode: the payload is the data, as JSON. */
export const cloudEventHeaders = (event: EventAttributes): Record<string, string> => ({
  'content-type': 'application/json',
  'ce-specversion': '1.0',
  'ce-id': event.id,
  'ce-type': event.type,
  'ce-source': event.source,
  'ce-subject': event.subject,
  'ce-time': event.time,
  ...(event.traceparent ? { traceparent: event.traceparent } : {}),
});
