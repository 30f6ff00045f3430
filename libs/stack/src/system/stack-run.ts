import { type Servers } from '../servers/start-infrastructure';
import type { ManagedProcess } from '../servers/processes/managed-process';
import { Watchdog } from '../servers/processes/watchdog';
import { HOST, INSTANCE_OFFSETS } from '../servers/port-block';
import { StackError } from '../stack.errors';
import { furtherInstance } from './service-process';
import { instanceName, OPTIONAL_SERVICES, serviceNamed, type ServiceName } from './services';
import { StackProxies } from './stack-proxies';
import { type StackPlace, StackStatus } from './stack-status';
import { refuseTakenPorts } from './taken-ports';

/** The processes of one stack: starts further instances, and stops all in the right order. */
export class StackRun {
  readonly processes: ManagedProcess[] = [];
  readonly watchdog = new Watchdog();
  readonly proxies = new StackProxies();
  readonly status: StackStatus;
  /** The control API. */
  control?: { close(): Promise<void> };
  servers?: Servers;
  private ended?: Promise<void>;

  constructor(
    private readonly place: StackPlace,
    private readonly release: () => Promise<void>,
    log: (line: string) => void,
  ) {
    this.status = new StackStatus(place, this.processes, log);
  }

  addServers(servers: Servers): void {
    this.servers = servers;
    this.processes.push(...servers.processes);
  }

  process(name: string): ManagedProcess {
    const found = this.processes.find((one) => one.name === name);
    if (found) return found;
    const names = this.processes.map((one) => one.name).join(', ');
    throw new StackError(`no process ${name}; there are ${names}`);
  }

  /** Starts another process of a running service, and waits until it is ready. */
  async addInstance(
    service: ServiceName,
    env: Readonly<Record<string, string>> = {},
  ): Promise<ManagedProcess> {
    const first = this.process(service);
    const { portBase, folder } = this.place;
    const isTaken = ({ http }: { http: number }) =>
      this.processes.some(({ url }) => url === `http://${HOST}:${portBase + http}`);
    const offsets = INSTANCE_OFFSETS.find((one) => !isTaken(one));
    if (!offsets) throw new StackError(`at most ${INSTANCE_OFFSETS.length} further instances`);
    const name = instanceName(
      service,
      1 + this.processes.filter((one) => serviceNamed(one.name) === service).length,
    );
    const instance = furtherInstance(
      first,
      { name, portBase, offsets, env },
      { folder, watchdog: this.watchdog },
    );
    this.processes.push(instance);
    await refuseTakenPorts(
      Object.values(offsets).map((offset) => ({ name, port: portBase + offset })),
      'Choose others with portBase',
    );
    await instance.start();
    await instance.waitReady();
    return instance;
  }

  /** Stops callers before the servers that they call. A second call waits for the first. */
  stop(): Promise<void> {
    this.ended ??= this.end(async () => {
      await this.control?.close();
      const servers = this.servers?.processes ?? [];
      const services = this.processes.filter((one) => !servers.includes(one));
      const isOptional = ({ name }: ManagedProcess) =>
        OPTIONAL_SERVICES.some((optional) => optional === serviceNamed(name));
      await Promise.all(services.filter(isOptional).map((one) => one.stop()));
      await Promise.all(services.map((one) => one.stop()));
      await this.servers?.stop();
    });
    return this.ended;
  }

  /** Kills all processes, also while `stop` runs. */
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
