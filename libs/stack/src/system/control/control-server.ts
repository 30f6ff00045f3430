import {
  faultOrderSchema,
  type LogLines,
  PROCESS_ACTIONS,
  simulationSchema,
} from '@ride-hailing/contracts/without-grpc';
import type { FastifyInstance, FastifyReply } from 'fastify';
import { createServer, type Server, STATUS_CODES } from 'node:http';
import { z } from 'zod';
import { badInput, ControlProblem } from './control-problem';
import type { ControlledSystem } from './controlled-system';
import { SystemControl } from './system-control';

const MOST_BODY_BYTES = 16 * 1024;

/** Registers further routes, such as those of the tours. Their resources close by the hook `onClose` of the server. */
export type ControlRoutes = (server: FastifyInstance, system: ControlledSystem) => void;

const logQuery = z.strictObject({
  lines: z.coerce.number().int().min(1).max(5_000).default(200),
  contains: z.string().max(200).default(''),
});

function parsed<T extends z.ZodType>(schema: T, value: unknown): z.output<T> {
  const { success, data, error } = schema.safeParse(value ?? {});
  if (success) return data;
  throw badInput(error);
}

function answerProblem(
  error: Error & { statusCode?: number },
  reply: FastifyReply,
  log: (line: string) => void,
) {
  const status = error instanceof ControlProblem ? error.status : (error.statusCode ?? 500);
  if (status === 500) log(`The control API failed: ${error.stack ?? error.message}`);
  const detail =
    status === 500 ? 'the control API failed; the terminal of npm start says why' : error.message;
  const errors = error instanceof ControlProblem && error.errors ? { errors: error.errors } : {};
  return reply
    .code(status)
    .type('application/problem+json')
    .send({ type: 'about:blank', title: STATUS_CODES[status], status, detail, ...errors });
}

function register(server: FastifyInstance, control: SystemControl): void {
  server.get('/system', () => control.show());
  server.get<{ Params: { name: string } }>('/processes/:name/log', async ({ params, query }) => {
    const { lines, contains } = parsed(logQuery, query);
    const found: LogLines = { lines: await control.log(params.name, lines, contains) };
    return found;
  });
  server.post<{ Params: { name: string; action: string } }>('/processes/:name/:action', ({ params }) => {
    const action = PROCESS_ACTIONS.find((one) => one === params.action);
    if (action) return control.act(params.name, action);
    throw new ControlProblem(404, `there is no ${params.action}; actions are ${PROCESS_ACTIONS.join(', ')}`);
  });
  server.post('/faults', ({ body }) => control.order(parsed(faultOrderSchema, body)));
  server.delete('/faults', async (_request, reply) => {
    await control.heal();
    return reply.code(204).send();
  });
  server.delete<{ Params: { id: string } }>('/faults/:id', async ({ params }, reply) => {
    await control.heal(params.id);
    return reply.code(204).send();
  });
  server.patch('/simulation', ({ body }) => control.simulate(parsed(simulationSchema.partial(), body)));
}

/** The control API of a system as an HTTP server that does not listen yet. */
export interface ControlServer {
  readonly http: Server;
  /** Ends all faults, and then the server. */
  close(): Promise<void>;
}

export async function controlServer(
  system: ControlledSystem,
  furtherRoutes: readonly ControlRoutes[] = [],
): Promise<ControlServer> {
  // Loaded here, since it takes a tenth of a second, and most commands serve nothing.
  const { fastify } = await import('fastify');
  const http = createServer();
  const server = fastify({
    bodyLimit: MOST_BODY_BYTES,
    serverFactory: (handle) => http.on('request', handle),
  });
  const control = new SystemControl(system);
  server.setErrorHandler((error: Error, _request, reply) =>
    answerProblem(error, reply, (line) => system.log(line)),
  );
  server.setNotFoundHandler(({ method, url }) => {
    throw new ControlProblem(404, `the control API has no ${method} ${url.split('?')[0]}`);
  });
  register(server, control);
  for (const routes of furtherRoutes) routes(server, system);
  await server.ready();
  return {
    http,
    close: async () => {
      await control.close();
      await server.close();
      http.closeAllConnections();
      await new Promise<void>((resolve) => http.close(() => resolve()));
    },
  };
}
