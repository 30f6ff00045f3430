import { type TourRun } from '@ride-hailing/contracts/without-grpc';
import type { FastifyInstance } from 'fastify';
import { TourError, type TouredSystem, Tours } from './tours';

interface InLanguage {
  Querystring: { language?: string };
}

function stepNumber(text: string): number {
  if (/^[1-9]\d{0,3}$/.test(text)) return Number(text);
  throw new TourError(400, `"${text}" is no number of a step`);
}

/** Serves the routes of `tours-api.ts` in contracts. The run that is going on ends with the server. */
export function tourRoutes(server: FastifyInstance, system: TouredSystem, pages?: string): void {
  const tours = new Tours(system, pages);
  server.addHook('onClose', () => tours.close());
  server.get<InLanguage>('/tours', ({ query }) => tours.titles(query.language));
  server.get<InLanguage & { Params: { name: string } }>('/tours/:name', ({ params, query }) =>
    tours.tour(params.name, query.language),
  );
  server.post<{ Params: { name: string } }>('/tours/:name/runs', async ({ params }): Promise<TourRun> => {
    return { run: await tours.begin(params.name) };
  });
  server.post<{ Params: { run: string; number: string } }>('/tours/runs/:run/steps/:number', ({ params }) =>
    tours.take(params.run, stepNumber(params.number)),
  );
  server.delete<{ Params: { run: string } }>('/tours/runs/:run', async ({ params }, reply) => {
    await tours.end(params.run);
    return reply.code(204).send();
  });
}
