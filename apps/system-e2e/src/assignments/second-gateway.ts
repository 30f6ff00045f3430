import type { ManagedProcess } from '@ride-hailing/stack';
import type { System } from '../running-system/system';

/** Another gateway on the same database, as a process of its own. */
export class SecondGateway {
  private constructor(private readonly process: ManagedProcess) {}

  static async start(system: System): Promise<SecondGateway> {
    return new SecondGateway(await system.addInstance('gateway'));
  }

  get url(): string {
    return this.process.url;
  }

  async stop(): Promise<void> {
    await this.process.stop();
  }
}
