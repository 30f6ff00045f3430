import { type Servers } from '../infrastructure/start-infrastructure';
import type { ManagedProcess } from '../processes/managed-process';
import { Watchdog } from '../processes/watchdog';
import { StackError } from '../stack.errors';
import { StackProxies } from './stack-proxies';
import { StackStatus } from './stack-status';

/** The processes of one stack, from the first one on: who stops them, in which order. */
export class StackRun {
  readonly processes: ManagedProcess[] = [];
  readonly watchdog = new Watchdog();
  readonly proxies = new StackProxies();
  readonly status: StackStatus;
  private servers?: Servers;
  private ended?: Promise<void>;

  constructor(
    place: { folder: string; dataFolder: string; portBase: number },
    private readonly release: () => Promise<void>,
    log: (line: string) => void,
  ) {
    this.status = new StackStatus(place, this.processes, log);
  }

  addServers(servers: Servers): void {
    this.servers = servers;
    for (const one of [servers.postgres, servers.nats]) if (one) this.processes.push(one);
  }

  process(name: string): ManagedProcess {
    const found = this.processes.find((one) => one.name === name);
    if (found) return found;
    const names = this.processes.map((one) => one.name).join(', ');
    throw new StackError(`no process ${name}; there are ${names}`);
  }

  /** Who asks first, who answers last. A second call waits for the first. */
  stop(): Promise<void> {
    this.ended ??= this.end(async () => {
      const servers = [this.servers?.nats, this.servers?.postgres];
      const services = this.processes.filter((one) => !servers.includes(one));
      const simulator = services.filter(({ name }) => name === 'fleet-simulator');
      await Promise.all(simulator.map((one) => one.stop()));
      await Promise.all(services.map((one) => one.stop()));
      await this.servers?.stop();
    });
    return this.ended;
  }

  /** By force, also while `stop` is under way. */
  kill(): Promise<void> {
    return this.end(async () => void (await Promise.all(this.processes.map((one) => one.kill()))));
  }

  private async end(ending: () => Promise<void>): Promise<void> {
    this.status.stopping();
    await ending();
    await this.proxies.close();
    this.status.close();
    this.watchdog.close();
    await this.release();
  }
}
