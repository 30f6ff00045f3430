import { join } from 'node:path';
import { startProgram } from '../../../runner/systems';
import type { RunContext } from '../../../runner/experiment';
import type { DetailsSystem } from '../details-system';

const ANSWER_WITHIN_MS = 5_000;

/** One side over HTTP: where it is, and how it is asked. */
export interface HttpSide {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly rideSuffix: string;
  readonly pageSuffix: string;
  /** What its answers say of details that their owner gave. */
  readonly fromOwner: readonly string[];
}

/** All sides, running. */
export class HttpSides {
  private readonly sides = new Map<string, HttpSide>();

  static async start(system: DetailsSystem, context: RunContext): Promise<HttpSides> {
    const sides = new HttpSides();
    const token = await system.stack.token({ role: 'dispatcher', sub: 'bench', hours: 12 });
    const service = {
      headers: { authorization: `Bearer ${token}` },
      ...{ rideSuffix: '?cache=none', pageSuffix: '&details=true&cache=none' },
      fromOwner: ['"from":"ride-service"'],
    };
    sides.sides.set('project', { ...service, url: system.stack.urls.driverService });
    await Promise.all([
      system.stack.addInstance('driver-service', { DETAILS_LOOKUPS_PER_CALL: '1' }),
      sides.serve('naive', system, context),
      sides.serve('limit', system, context),
    ]);
    sides.sides.set('uncoalesced', { ...service, url: system.stack.process('driver-service-2').url });
    return sides;
  }

  of(side: string): HttpSide {
    const known = this.sides.get(side);
    if (!known) throw new Error(`no side ${side}`);
    return known;
  }

  private async serve(side: string, system: DetailsSystem, context: RunContext): Promise<void> {
    const file = join(__dirname, `${side}-http.process.ts`);
    const program = await startProgram<object, string>(context, file, { env: system.environment() });
    const url = await program.order({}, ANSWER_WITHIN_MS);
    this.sides.set(side, { url, headers: {}, rideSuffix: '', pageSuffix: '', fromOwner: [] });
  }
}
