import { z } from 'zod';

/**
 * The control API of a running system: HTTP with JSON on a Unix socket that its owner alone may open. `npm start` serves it;
 * `npm run status`, `npm run faults`, `npm run process` and the dashboard use it.
 *
 * - `GET /system` answers a `System`.
 * - `GET /processes/<name>/log?lines=200&contains=<text>` answers a `LogLines`: the newest lines, oldest first.
 * - `POST /processes/<name>/<action>` carries out one of PROCESS_ACTIONS, and answers the `System` afterwards. `promote` makes
 *   the standby of Postgres the primary, and kills the old one; `alone` lets the primary go on without its standby.
 * - `POST /faults` takes a `FaultOrder`, and answers the `Fault`. `DELETE /faults/<id>` ends one, `DELETE /faults` ends all.
 * - `PATCH /simulation` takes some fields of a `Simulation`, and answers all of them.
 *
 * Errors are problem details (RFC 9457), with `errors: [{ field, message }]` for bad input.
 */
export const PROCESS_ACTIONS = ['start', 'stop', 'restart', 'promote', 'alone'] as const;
export type ProcessAction = (typeof PROCESS_ACTIONS)[number];

/**
 * `stopped`: someone asked for it; `killed`: by a fault that starts it again at its end; `died`: by itself, or by somebody
 * outside of the control API.
 */
export const PROCESS_STATES = [
  'starting',
  'ready',
  'not-ready',
  'frozen',
  'stopped',
  'killed',
  'died',
] as const;

export const processSchema = z.object({
  name: z.string(),
  /** What it is, in a few words. */
  title: z.string(),
  state: z.enum(PROCESS_STATES),
  /** What a server of Postgres in a cluster is now; absent for other processes. */
  role: z.enum(['primary', 'standby']).optional(),
  pid: z.int().nullable(),
  url: z.string(),
  log: z.string().describe('Path of the log file'),
  /** How it ended, while it does not run. */
  end: z.object({ code: z.int().nullable(), signal: z.string().nullable() }).nullable(),
  startedAt: z.iso.datetime().nullable(),
});

/** How long a fault lasts: 10 s unless the order says otherwise, and 5 minutes at most. */
export const FAULT_SECONDS = { usual: 10, most: 300 } as const;
const forSeconds = z.number().min(1).max(FAULT_SECONDS.most).default(FAULT_SECONDS.usual);
const probability = z.number().min(0).max(1);

/**
 * What may happen to the connections between two parts:
 * - `slow`: `latencyMs` more in each direction;
 * - `lost`: bytes wait until the fault is over, as when a network loses every packet;
 * - `reset`: connections are reset, new ones too;
 * - `half-open`: the server has lost its connections, and the client does not know;
 * - `narrow`: `bytesPerSecond` for each connection and direction.
 */
export const LINK_EFFECTS = ['slow', 'lost', 'reset', 'half-open', 'narrow'] as const;

export const faultOrderSchema = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('frozen'), process: z.string(), forSeconds }),
  z.strictObject({ kind: z.literal('killed'), process: z.string(), forSeconds }),
  z.strictObject({
    kind: z.literal('link'),
    from: z.string(),
    to: z.string(),
    effect: z.enum(LINK_EFFECTS),
    latencyMs: z.number().min(1).max(10_000).default(200),
    bytesPerSecond: z.number().min(100).max(1e9).default(10_000),
    forSeconds,
  }),
  z.strictObject({
    kind: z.literal('updates'),
    /** The share of driver updates that the simulator sends twice, out of order, or broken. */
    duplicates: probability.default(0),
    outOfOrder: probability.default(0),
    invalid: probability.default(0),
    forSeconds,
  }),
]);

export const faultSchema = z.object({
  id: z.string(),
  order: faultOrderSchema,
  /** In a few words, such as `ride-service frozen`. */
  title: z.string(),
  startedAt: z.iso.datetime(),
  endsAt: z.iso.datetime(),
});

export const simulationSchema = z.strictObject({
  drivers: z.int().min(1).max(100_000),
  ridesPerSecond: z.number().min(0).max(1_000),
});

export const systemSchema = z.object({
  portBase: z.int(),
  startedAt: z.iso.datetime(),
  /** Approaches that are on. */
  approaches: z.array(z.string()),
  processes: z.array(processSchema),
  /** Connections for which a fault can be ordered. */
  links: z.array(z.object({ from: z.string(), to: z.string() })),
  faults: z.array(faultSchema),
  /** Null without a simulator, or while it does not answer. */
  simulation: simulationSchema.nullable(),
});

export const logLinesSchema = z.object({ lines: z.array(z.string()) });

export type ProcessState = (typeof PROCESS_STATES)[number];
export type SystemProcess = z.infer<typeof processSchema>;
/** As a caller writes it: fields with a default may be absent. */
export type FaultOrder = z.input<typeof faultOrderSchema>;
export type Fault = z.infer<typeof faultSchema>;
export type Simulation = z.infer<typeof simulationSchema>;
export type System = z.infer<typeof systemSchema>;
export type LogLines = z.infer<typeof logLinesSchema>;
