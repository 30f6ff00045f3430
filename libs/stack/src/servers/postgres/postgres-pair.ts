import { chmodSync, existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { StackError } from '../../stack.errors';
import { withCertificates } from '../access';
import type { ManagedProcess } from '../processes/managed-process';
import { until } from '../processes/until';
import { copyPrimary, followPrimary, isStandby } from './copy-primary';
import { PairFile } from './pair-file';
import {
  dataIn,
  makeDatabases,
  postgresServer,
  type PostgresServerOptions,
  urlOfServer,
} from './postgres-server';
import { askServer, takeWrites, waitForStandby } from './replication';

const READY_WITHIN_MS = 60_000;
const JOINS_WITHIN_MS = 60_000;
const LOOK_EVERY_MS = 100;

/**
 * Two servers of Postgres of which one is the primary. Its commits wait until the standby has them on its disk, so that the
 * standby can take over without a loss. A file names the primary, and the other server never starts as one: it follows, or
 * it becomes a standby, with a fresh copy of the primary's data.
 */
export class PostgresPair {
  readonly servers: readonly [ManagedProcess, ManagedProcess];
  /** The superuser's URLs of the database `postgres`, in the same order. */
  readonly urls: readonly [string, string];
  private readonly file: PairFile;
  private last: Promise<unknown> = Promise.resolve();
  private joining?: { readonly stop: AbortController; readonly done: Promise<void> };
  private isClosed = false;

  constructor(
    private readonly first: PostgresServerOptions,
    private readonly second: PostgresServerOptions,
  ) {
    const server = (member: PostgresServerOptions) =>
      postgresServer({ ...member, beforeStart: () => this.inTurn(() => this.prepare(member)) });
    this.servers = [server(first), server(second)];
    this.urls = [adminUrlOf(first), adminUrlOf(second)];
    this.file = new PairFile(join(first.folder, 'pair.json'));
  }

  /**
   * Starts both, and waits until commits wait for the standby.
   * @throws StackError when one of them does not start, or the standby does not follow
   */
  async start(): Promise<void> {
    for (const { folder } of [this.first, this.second]) {
      mkdirSync(folder, { recursive: true });
      chmodSync(folder, 0o755);
    }
    if (!this.file.exists) {
      await makeDatabases(this.first);
      this.file.write({ primary: this.first.name, alone: true });
    }
    const [primary, standby] = this.roles();
    for (const one of [primary, standby]) {
      await this.serverOf(one).start();
      await this.serverOf(one).waitReady(READY_WITHIN_MS);
      if (one === primary) await takeWrites(adminUrlOf(primary));
    }
    await this.joining?.done;
    if (this.file.read().alone) throw new StackError(`${standby.name} does not follow ${primary.name}`);
  }

  /**
   * Makes the standby the primary. The old one is killed first, and can come back as a standby only. The new one works alone
   * until then.
   * @throws StackError when the standby is not running or may lack commits
   */
  promote(name: string): Promise<void> {
    return this.inTurn(async () => {
      const [primary, standby] = this.roles();
      const one = this.memberNamed(name);
      if (one === standby) {
        if (this.file.read().alone)
          throw new StackError(`${name} may lack commits, which did not wait for it`);
        if (!this.serverOf(one).isRunning) throw new StackError(`${name} does not run: start it first`);
        await this.serverOf(primary).kill();
        this.file.write({ primary: name, alone: true });
      }
      if (!(await takeWrites(adminUrlOf(one)))) throw new StackError(`${name} is the primary already`);
    });
  }

  /**
   * Lets the primary commit without its standby, which is killed. When the standby starts again it gets a fresh copy, and commits
   * wait for it as before.
   * @throws StackError when this is not the primary, or does not answer
   */
  alone(name: string): Promise<void> {
    return this.inTurn(async () => {
      const [primary, standby] = this.roles();
      if (this.memberNamed(name) !== primary)
        throw new StackError(`${name} is the standby, not the primary, which is ${primary.name}`);
      this.joining?.stop.abort();
      await this.joining?.done;
      const answer = await askServer(adminUrlOf(primary), 'SELECT').catch(() => undefined);
      if (!answer) throw new StackError(`${name} does not answer`);
      await this.serverOf(standby).kill();
      this.file.write({ primary: name, alone: true });
      await waitForStandby(adminUrlOf(primary), false);
    });
  }

  /** Undefined for a process that is neither of them. */
  roleOf(name: string): 'primary' | 'standby' | undefined {
    const [primary, standby] = this.roles();
    if (name === primary.name) return 'primary';
    return name === standby.name ? 'standby' : undefined;
  }

  /** Ends what goes on in the background. The servers have other owners. */
  close(): void {
    this.isClosed = true;
    this.joining?.stop.abort();
  }

  /** Runs before each start of a server. */
  private async prepare(member: PostgresServerOptions): Promise<void> {
    const [primary, standby] = this.roles();
    if (member !== standby) return;
    const data = dataIn(standby.folder);
    const { alone } = this.file.read();
    if (alone || !existsSync(data)) {
      standby.log(`Making ${standby.name} a standby of ${primary.name}`);
      await copyPrimary(adminUrlOf(primary), data, standby.runAs).catch((cause: Error) => {
        const why = `${standby.name} is made as a standby of ${primary.name}, and that fails: ${cause.message}`;
        throw new StackError(why, { cause });
      });
    } else if (!isStandby(data)) {
      throw new StackError(
        `${data} is that of a primary, although ${primary.name} is the primary: remove it`,
      );
    }
    await followPrimary(withCertificates(urlOfServer(primary), standby.tls && data), data);
    if (!alone || this.isClosed || this.joining) return;
    const stop = new AbortController();
    const giveUp = async (error: Error) => {
      standby.log(`${standby.name} does not follow ${primary.name}: ${error.message}`);
      await waitForStandby(adminUrlOf(primary), false).catch(() => undefined);
    };
    const done = this.join(stop.signal)
      .catch(giveUp)
      .finally(() => (this.joining = undefined));
    this.joining = { stop, done };
  }

  /** Waits until the standby follows, and lets commits wait for it. */
  private async join(signal: AbortSignal): Promise<void> {
    const [primary] = this.roles();
    const url = adminUrlOf(primary);
    const untilStandby = async (condition: string) => {
      const statement = `SELECT FROM pg_stat_replication WHERE ${condition}`;
      const holds = async () => (await askServer(url, statement).catch(() => [])).length > 0;
      const found = await until(
        async () => signal.aborted || (await holds()),
        JOINS_WITHIN_MS,
        LOOK_EVERY_MS,
      );
      signal.throwIfAborted();
      if (!found) throw new StackError(`no standby with ${condition} after ${JOINS_WITHIN_MS / 1_000} s`);
    };
    await untilStandby(`state = 'streaming'`);
    await waitForStandby(url, true);
    await untilStandby(`sync_state = 'sync'`);
    const [now] = await askServer<{ lsn: string }>(url, 'SELECT pg_current_wal_lsn() AS lsn');
    await untilStandby(`flush_lsn >= '${now?.lsn}'`);
    this.file.write({ primary: primary.name, alone: false });
  }

  /** The primary, and the other one. */
  private roles(): [PostgresServerOptions, PostgresServerOptions] {
    const { first, second } = this;
    return this.file.read().primary === second.name ? [second, first] : [first, second];
  }

  private memberNamed(name: string): PostgresServerOptions {
    const found = [this.first, this.second].find((one) => one.name === name);
    if (found) return found;
    throw new StackError(`${name} is neither ${this.first.name} nor ${this.second.name}`);
  }

  private serverOf(member: PostgresServerOptions): ManagedProcess {
    return this.servers[member === this.first ? 0 : 1];
  }

  private inTurn<T>(work: () => Promise<T>): Promise<T> {
    const turn = this.last.then(work);
    this.last = turn.catch(() => undefined);
    return turn;
  }
}

/** The superuser's URL of the database `postgres`. */
const adminUrlOf = (member: PostgresServerOptions): string =>
  withCertificates(urlOfServer(member), member.tls?.operator);
