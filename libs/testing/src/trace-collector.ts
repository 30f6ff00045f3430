import { createServer, type Server } from 'node:http';
import { type AddressInfo } from 'node:net';

/** A span as a collector receives it, with what its process says of itself. */
export interface ReceivedSpan {
  readonly service: string;
  readonly resource: Readonly<Record<string, unknown>>;
  readonly traceId: string;
  readonly spanId: string;
  readonly parentSpanId?: string;
  readonly name: string;
  /** 1 internal, 2 server, 3 client, 4 producer, 5 consumer. */
  readonly kind: number;
  readonly attributes: Readonly<Record<string, unknown>>;
  readonly events: readonly { readonly name: string; readonly attributes: Record<string, unknown> }[];
  readonly links: readonly { readonly traceId: string; readonly spanId: string }[];
  readonly failure?: string;
}

interface Attribute {
  readonly key: string;
  readonly value: Record<string, unknown>;
}
interface WireSpan {
  readonly traceId: string;
  readonly spanId: string;
  readonly parentSpanId?: string;
  readonly name: string;
  readonly kind: number;
  readonly attributes?: Attribute[];
  readonly events?: { readonly name: string; readonly attributes?: Attribute[] }[];
  readonly links?: { readonly traceId: string; readonly spanId: string }[];
  readonly status?: { readonly code?: number; readonly message?: string };
}
interface WireRequest {
  readonly resourceSpans: {
    readonly resource: { readonly attributes: Attribute[] };
    readonly scopeSpans: { readonly spans: WireSpan[] }[];
  }[];
}

const FAILED = 2;

const read = (attributes: readonly Attribute[] = []): Record<string, unknown> =>
  Object.fromEntries(attributes.map(({ key, value }) => [key, Object.values(value)[0]]));

const spansOf = ({ resourceSpans }: WireRequest): ReceivedSpan[] =>
  resourceSpans.flatMap(({ resource, scopeSpans }) => {
    const described = read(resource.attributes);
    return scopeSpans
      .flatMap(({ spans }) => spans)
      .map(({ attributes, events = [], links = [], status, ...span }) => ({
        ...span,
        service: String(described['service.name']),
        resource: described,
        attributes: read(attributes),
        events: events.map((event) => ({ name: event.name, attributes: read(event.attributes) })),
        links,
        failure: status?.code === FAILED ? (status.message ?? '') : undefined,
      }));
  });

/** Receives spans as OTLP/HTTP JSON at `/v1/traces`, and keeps all of them. */
export class TraceCollector {
  readonly spans: ReceivedSpan[] = [];
  /** Requests to `/v1/traces` so far, refused ones included. */
  requests = 0;
  /** Answers with this status. */
  status = 200;

  private constructor(private readonly server: Server) {
    server.on('request', (request, response) => {
      const chunks: Buffer[] = [];
      request.on('data', (chunk: Buffer) => chunks.push(chunk));
      request.on('end', () => {
        const isExport = request.method === 'POST' && request.url === '/v1/traces';
        if (isExport) this.requests += 1;
        if (isExport && this.status === 200) {
          this.spans.push(...spansOf(JSON.parse(Buffer.concat(chunks).toString()) as WireRequest));
        }
        response.writeHead(isExport ? this.status : 404, { 'content-type': 'application/json' }).end('{}');
      });
    });
  }

  static async start(): Promise<TraceCollector> {
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return new TraceCollector(server);
  }

  /** For `OTEL_EXPORTER_OTLP_ENDPOINT`. */
  get endpoint(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  of(traceId: string): ReceivedSpan[] {
    return this.spans.filter((span) => span.traceId === traceId);
  }

  async stop(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }
}
