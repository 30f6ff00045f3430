import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Stack, startStack } from '@ride-hailing/stack';
import type { BenchContext } from '../experiment';
import { serviceProfiling } from '../service-profiling';

type Services = NonNullable<Parameters<typeof startStack>[0]['services']>;

/** The built services in a private folder that goes when it is closed. */
export class BenchStack {
  private constructor(
    readonly stack: Stack,
    private readonly folder: string,
  ) {}

  static async start(context: BenchContext, services: Services): Promise<BenchStack> {
    const folder = mkdtempSync(join(tmpdir(), 'ride-hailing-bench-'));
    const { profileFolder } = context;
    try {
      const stack = await startStack({
        folder,
        services,
        portBase: 'free',
        simulator: false,
        build: context.needsBuild(),
        env: Object.fromEntries(services.map((name) => [name, serviceProfiling(name, profileFolder)])),
        signal: context.signal,
        log: context.step,
      });
      context.own(stack);
      return new BenchStack(stack, folder);
    } catch (error) {
      rmSync(folder, { recursive: true, force: true });
      throw error;
    }
  }

  async close(): Promise<void> {
    await this.stack.stop();
    rmSync(this.folder, { recursive: true, force: true });
  }
}
