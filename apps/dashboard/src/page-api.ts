/**
 * What the dashboard's server and its page say to each other; types alone, since the page must not load server code.
 *
 * Every path below `/api` needs the cookie that `GET /?key=<key>` sets, and every request that changes something also needs
 * the page's own `Origin`. Errors are problem details (RFC 9457).
 *
 * | request | answer |
 * |---|---|
 * | `GET /api/page` | `PageFacts` |
 * | `GET /api/live` | server-sent events; the data of each is a `LiveEvent` |
 * | `GET /api/gateway/<path>` | `Asked`: asks the gateway as a dispatcher, always traced; paths below /drivers and /rides |
 * | `GET, POST, PATCH, DELETE /api/control/<path>` | as the control API (`control-api.ts`, `tours-api.ts` of contracts) |
 * | `POST /api/changes` | `Change`: takes a `ChangeOrder`, changes a ride and begins to watch |
 * | `GET /api/changes/<id>` | `Change`: what has been seen so far |
 * | `PUT /api/shadow` | `Shadow`: takes `{ perSecond }`, 0 to 20; 0 ends it |
 * | `GET /api/traces?ride=&driver=&limit=` | `TraceSummary[]`, newest first |
 * | `GET /api/traces/<traceId>` | `Trace` |
 * | `GET /api/logs?contains=<id>` | `LogLine[]` of all processes, by time |
 */
import type { System } from '@ride-hailing/contracts';

export interface PageFacts {
  /** True where there is no control API: in containers. Faults, rates and tours are off then. */
  readonly readOnly: boolean;
  readonly approaches: readonly string[];
  readonly cachingChoices: readonly string[];
  /** Address of map tiles with {z}, {x} and {y}; null: the outline that comes with the page. */
  readonly tileUrl: string | null;
}

export interface Asked {
  readonly status: number;
  readonly tookMs: number;
  readonly traceId: string;
  readonly body: unknown;
}

/** Rates are a second, over the last second or two; ages and durations ms. Null: not known, since its service does not answer. */
export interface Rates {
  readonly services: Readonly<
    Record<
      string,
      {
        readonly reachable: boolean;
        readonly requestsPerSecond: number | null;
        /** Answers with a status from 500 on. */
        readonly errorsPerSecond: number | null;
        /** Share of one core. */
        readonly cpu: number | null;
        readonly memoryBytes: number | null;
      }
    >
  >;
  /** Driver updates that the simulator sent, and that Driver Service applied. */
  readonly updatesSent: number | null;
  readonly updatesApplied: number | null;
  readonly updatesWaiting: number | null;
  readonly eventsPublished: number | null;
  readonly eventsApplied: number | null;
  readonly eventsWaiting: number | null;
  /** How long the oldest row of the outbox has been waiting. */
  readonly outboxOldestMs: number | null;
  readonly ownerCalls: number | null;
  readonly ownerCallErrors: number | null;
  /** `closed`, `open` or `half-open`: whether Driver Service calls Ride Service now. */
  readonly breaker: string | null;
  readonly cacheHits: number | null;
  readonly cacheStale: number | null;
  readonly cacheMisses: number | null;
  readonly answersPartial: number | null;
  readonly answersFailed: number | null;
  /** The dashboard asks for one answer each second: for how long its parts may be out of date, at most. */
  readonly probe: {
    readonly rideAgeMs: number | null;
    /** How many versions the copy is behind its owner. */
    readonly behindBy: number | null;
    readonly detailsAgeMs: number | null;
  } | null;
}

/** Columns of equal length, one entry a driver. */
export interface DriversFrame {
  readonly ids: readonly string[];
  readonly lat: readonly number[];
  readonly lng: readonly number[];
  /** 0 free, 1 on a ride, 2 silent for 60 s. */
  readonly state: readonly number[];
}

export interface LiveRide {
  readonly id: string;
  readonly driverId: string;
  readonly status: string;
  readonly version: number;
  readonly pickup: { readonly lat: number; readonly lng: number };
}

/** `at`: epoch ms. Each comes when it has changed, `drivers` twice a second at most and `rates` every second. */
export type LiveEvent = LiveNews & { readonly at: number };

export type LiveNews =
  /** Null while `npm start` does not answer, or where there is no control API. */
  | { readonly type: 'system'; readonly system: System | null }
  | { readonly type: 'rates'; readonly rates: Rates }
  | { readonly type: 'drivers'; readonly drivers: DriversFrame }
  /** Rides under way. */
  | { readonly type: 'rides'; readonly rides: readonly LiveRide[] }
  | { readonly type: 'shadow'; readonly shadow: Shadow };

export interface ChangeOrder {
  /** A new ride of the driver nearest to the city hall when absent; then its next change. */
  readonly rideId?: string;
}

export interface Mark {
  /** ms since the change was asked for; negative for what was there before. */
  readonly atMs: number;
  readonly version: number;
}

/** `owner`, `outbox`, `stream`, `copy`, `cache`, or the name of an approach. A mark: from then on it says this version. */
export interface Track {
  readonly name: string;
  readonly marks: readonly Mark[];
  /** ms after the owner's commit until it had the newest version; null while it has not. */
  readonly delayMs: number | null;
  /** Why it cannot be seen, such as an approach that is off or does not answer; null when it can. */
  readonly reason: string | null;
}

export interface Change {
  readonly id: string;
  readonly rideId: string;
  readonly driverId: string | null;
  readonly from: { readonly status: string; readonly version: number };
  readonly to: { readonly status: string; readonly version: number } | null;
  /** Epoch ms of the question; tracks count from here. */
  readonly askedAt: number;
  /** How far tracks reach, ms. */
  readonly untilMs: number;
  readonly tracks: readonly Track[];
  readonly traceId: string | null;
  readonly done: boolean;
  /** Why the change could not be made; null otherwise. */
  readonly problem: string | null;
}

export interface Shadow {
  readonly perSecond: number;
  readonly approaches: readonly {
    readonly name: string;
    readonly asked: number;
    /** Answers that differed from the owner's at the same moment in a field that people see. */
    readonly mismatches: number;
    readonly failed: number;
    readonly ageP50Ms: number | null;
    readonly ageP99Ms: number | null;
    readonly tookP50Ms: number | null;
    readonly tookP99Ms: number | null;
  }[];
}

export interface Span {
  readonly spanId: string;
  readonly parentSpanId: string | null;
  readonly service: string;
  readonly name: string;
  readonly kind: 'internal' | 'server' | 'client' | 'producer' | 'consumer';
  /** Epoch ms with fractions. */
  readonly startedAt: number;
  readonly tookMs: number;
  readonly error: string | null;
  readonly attributes: Readonly<Record<string, string | number | boolean>>;
  readonly events: readonly {
    readonly name: string;
    readonly at: number;
    readonly attributes: Span['attributes'];
  }[];
  readonly links: readonly { readonly traceId: string; readonly spanId: string }[];
}

export interface TraceSummary {
  readonly traceId: string;
  readonly name: string;
  readonly startedAt: number;
  readonly tookMs: number;
  readonly spans: number;
  readonly services: readonly string[];
  readonly hasError: boolean;
}

export interface Trace {
  readonly traceId: string;
  readonly spans: readonly Span[];
  /** Spans of other traces that link to one of these, such as a consumer's batch, and those that these link to. */
  readonly linked: readonly (Span & { readonly traceId: string })[];
}

export interface LogLine {
  readonly process: string;
  /** Epoch ms; null for a line without a time. */
  readonly at: number | null;
  readonly level: string;
  readonly text: string;
}
