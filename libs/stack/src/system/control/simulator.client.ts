import { simulationSchema } from '@ride-hailing/contracts/without-grpc';
import { z } from 'zod';
import type { TokenOptions } from '../checkout/token-keys';
import { ControlProblem } from './control-problem';

const ANSWERS_WITHIN_MS = 1_000;

const ratesSchema = z.object({
  ...simulationSchema.shape,
  duplicates: z.number(),
  outOfOrder: z.number(),
  invalid: z.number(),
});

/** All that can be set at the simulator while it runs: load, and the share of updates with each fault. */
export type SimulatorRates = z.infer<typeof ratesSchema>;

/** Asks the simulator for its rates, and changes them. */
export class SimulatorClient {
  constructor(
    private readonly url: string,
    private readonly token: (options: TokenOptions) => Promise<string>,
  ) {}

  /** @throws ControlProblem 502 when it does not answer in time */
  rates(): Promise<SimulatorRates> {
    return this.ask({ method: 'GET' });
  }

  /** Returns all rates. @throws ControlProblem 502 when it does not answer in time, 400 when it refuses */
  change(rates: Partial<SimulatorRates>): Promise<SimulatorRates> {
    return this.ask({ method: 'PATCH', body: JSON.stringify(rates) });
  }

  private async ask(request: { readonly method: string; readonly body?: string }): Promise<SimulatorRates> {
    const token = await this.token({ role: 'dispatcher', sub: 'control', hours: 1 });
    const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' };
    try {
      const signal = AbortSignal.timeout(ANSWERS_WITHIN_MS);
      const answer = await fetch(`${this.url}/simulation`, { ...request, headers, signal });
      const body: unknown = await answer.json();
      if (answer.ok) return ratesSchema.parse(body);
      const { detail } = z.object({ detail: z.string().default('no reason') }).parse(body);
      throw new ControlProblem(answer.status < 500 ? 409 : 502, `fleet-simulator refuses: ${detail}`);
    } catch (error) {
      if (error instanceof ControlProblem) throw error;
      throw new ControlProblem(502, `fleet-simulator does not answer: ${(error as Error).message}`);
    }
  }
}
