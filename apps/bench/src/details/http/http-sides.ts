import { join } from 'node:path';
import { Program } from '@ride-hailing/measuring';
import type { BenchContext } from '../../experiment';
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

type Server = Program<object, string>;

/** All sides, running. */
export class HttpSides {
  private readonly programs: Server[] = [];
  private readonly sides = new Map<string, HttpSide>();

  static async start(system: DetailsSystem, context: BenchContext): Promise<HttpSides> {
    const sides = new HttpSides();
    try {
      const token = await system.stack.token({ role: 'dispatcher', sub: 'bench', hours: 12 });
      const service = {
        headers: { authorization: `Bearer ${token}` },
        ...{ rideSuffix: '?cache=none', pageSuffix: '&details=true&cache=none' },
        fromOwner: ['"from":"ride-service"'],
      };
      sides.sides.set('project', { ...service, url: system.stack.urls.driverService });
      const started = await Promise.allSettled([
        system.stack.addInstance('driver-service', { DETAILS_LOOKUPS_PER_CALL: '1' }),
        sides.serve('naive', system, context),
        sides.serve('limit', system, context),
      ]);
      for (const one of started) if (one.status === 'rejected') throw one.reason;
      sides.sides.set('uncoalesced', { ...service, url: system.stack.process('driver-service-2').url });
      return sides;
    } catch (error) {
      await sides.stop();
      throw error;
    }
  }

  of(side: string): HttpSide {
    const known = this.sides.get(side);
    if (!known) throw new Error(`no side ${side}`);
    return known;
  }

  async stop(): Promise<void> {
    await Promise.all(this.programs.map((one) => one.stop()));
  }

  private async serve(side: string, system: DetailsSystem, { own }: BenchContext): Promise<void> {
    const file = join(__dirname, `${side}-http.process.ts`);
    const program: Server = await Program.start(file, { env: system.environment() });
    own(program);
    this.programs.push(program);
    const url = await program.order({}, ANSWER_WITHIN_MS);
    this.sides.set(side, { url, headers: {}, rideSuffix: '', pageSuffix: '', fromOwner: [] });
  }
}
