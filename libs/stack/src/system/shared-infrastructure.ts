import { pause } from '@ride-hailing/timing';
import { StackError } from '../stack.errors';
import { accessTo, type Access, withCertificates } from '../servers/access';
import { type TlsFolders, tlsFolders } from '../servers/certificates/certificates';
import type { ExternalInfrastructure } from '../servers/external';
import { provision } from '../servers/provision';
import { SECRETS } from '../servers/secrets';
import { dataFolderOf, startServers } from '../servers/start-infrastructure';
import { serverPorts, type ServerPorts } from '../servers/port-block';
import { natsAnswers } from '../servers/nats/nats-server';
import { postgresAnswers, urlOfServer } from '../servers/postgres/postgres-server';
import { isFrozen, isSameProcess } from '../servers/processes/process-table';
import { until } from '../servers/processes/until';
import {
  type CheckoutLock,
  describeHolder,
  type Holder,
  lockHolder,
  takeLock,
} from './checkout/checkout-lock';
import { endOrphans } from './checkout/orphans';
import { readStackFile } from './checkout/stack-file';
import { StackRun } from './stack-run';
import { refuseTakenPorts, wantedServerPorts } from './taken-ports';

const LOOK_EVERY_MS = 500;
const PORTS_FREE_WITHIN_MS = 15_000;
const SERVERS_ANSWER_WITHIN_MS = 5_000;

interface Options {
  readonly folder: string;
  readonly service: string;
  readonly portBase: number;
  readonly external: ExternalInfrastructure;
  readonly signal: AbortSignal;
  /** Receives a line that names the process that runs the servers, and one for each step that may take a while. */
  readonly log: (line: string) => void;
}

/** False for a service that was killed, which may then be served beside the others. */
const runsNow = (folder: string, service: string): boolean =>
  (readStackFile(folder)?.processes ?? []).some(
    ({ name, pid, mark }) => name === service && pid && mark && isSameProcess(pid, mark),
  );

/**
 * Postgres and NATS for `nx serve`: the first process of a checkout starts them, and the others share them. When the
 * process that runs them ends, another one takes over with the same data and ports.
 */
export class SharedInfrastructure {
  private run?: StackRun;
  private lock?: CheckoutLock;
  portBase: number;
  private isCluster = false;
  private tls = false;

  constructor(private readonly options: Options) {
    this.portBase = options.portBase;
  }

  /** Starts the servers, or finds the running ones. Resolves with the access to them. */
  async join(): Promise<Access> {
    const { folder, service } = this.options;
    await this.takeOver(0);
    const holder = lockHolder(folder);
    if (holder && !this.run) {
      this.portBase = holder.portBase;
      this.isCluster = holder.cluster === true;
      this.tls = readStackFile(folder)?.tls === true;
      if (holder.command === 'npm start' && runsNow(folder, service)) {
        throw new StackError(
          `npm start (process ${holder.pid}) runs ${service} of this checkout already: stop it first, ` +
            'then serve each service that you need',
        );
      }
      this.options.log(`Postgres and NATS are shared with ${describeHolder(holder)}`);
      await this.refuseFrozen(holder);
    }
    return this.access();
  }

  /** Runs until the signal, and takes over when the process that runs the servers ends. */
  async keep(): Promise<void> {
    const { signal } = this.options;
    while (!signal.aborted) {
      await pause(LOOK_EVERY_MS, signal);
      if (!signal.aborted && !this.run) await this.takeOver(PORTS_FREE_WITHIN_MS);
    }
  }

  async leave(): Promise<void> {
    await this.run?.stop();
    this.lock?.release();
  }

  private access(): Access {
    const { folder, external } = this.options;
    return accessTo(SECRETS.keep(folder), this.ports, external, this.tlsFolder);
  }

  private get tlsFolder(): TlsFolders {
    return tlsFolders(this.options.folder, this.tls);
  }

  private get ports(): ServerPorts {
    return serverPorts(this.portBase, this.isCluster);
  }

  private async serversAnswer(): Promise<boolean> {
    const { external } = this.options;
    const { nats, postgres } = this.ports;
    const { postgres: password } = SECRETS.keep(this.options.folder);
    const postgresAt = (port: number) =>
      postgresAnswers(withCertificates(urlOfServer({ port, password }), this.tlsFolder?.('operator')));
    const answers = await Promise.all([
      external.nats ? [true] : Promise.all(nats.map(({ client }) => natsAnswers(client))),
      external.postgresAdminUrl ? [true] : Promise.all(postgres.map(postgresAt)),
    ]);
    return answers.every((servers) => servers.includes(true));
  }

  /**
   * The servers are separate processes and run on while the process that started them is frozen, so that they can be
   * shared. If they do not answer, this process must not start them, since only the holder of the lock may, and it must
   * not end a process of the user.
   * @throws StackError that names the frozen process and says how to go on
   */
  private async refuseFrozen(holder: Holder): Promise<void> {
    const done = async () =>
      !isFrozen(holder.pid) || this.options.signal.aborted || (await this.serversAnswer());
    if (await until(done, SERVERS_ANSWER_WITHIN_MS, LOOK_EVERY_MS)) return;
    throw new StackError(`Postgres and NATS do not answer, and who runs them is ${describeHolder(holder)}`);
  }

  private async takeOver(portsFreeWithinMs: number): Promise<void> {
    const { folder, service, external } = this.options;
    this.lock = takeLock(folder, `nx serve ${service}`, this.portBase, this.isCluster);
    if (!this.lock) return;
    await endOrphans(folder);
    const wanted = wantedServerPorts(this.ports, external);
    const wayOut =
      'Choose others with --port-base, or use your own servers by POSTGRES_ADMIN_URL and NATS_URL';
    let refusal: unknown;
    const free = async () => {
      refusal = await refuseTakenPorts(wanted, wayOut).catch((error: unknown) => error);
      return refusal === undefined;
    };
    // The servers of a holder that was just killed may still be stopping.
    if (!(await until(free, portsFreeWithinMs))) throw refusal;
    await this.startServers();
  }

  private async startServers(): Promise<void> {
    const { folder, external, log } = this.options;
    log('Starting Postgres and NATS');
    const { portBase, tls } = this;
    const place = { folder, dataFolder: dataFolderOf(folder), portBase, tls };
    const run = new StackRun(place, async () => undefined, log);
    this.run = run;
    const secrets = SECRETS.keep(folder);
    run.status.keep(() => SECRETS.restore(folder, secrets));
    const { watchdog } = run;
    const { ports, tlsFolder } = this;
    const servers = await startServers({ folder, secrets, ports, watchdog, log, tlsFolder }, external);
    run.addServers(servers);
    await run.status.look();
    await provision(servers, { built: false });
  }
}
