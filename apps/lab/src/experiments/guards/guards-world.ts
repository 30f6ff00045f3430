import { randomUUID } from 'node:crypto';
import { startInfrastructure, type Infrastructure } from '@ride-hailing/stack';
import { connect, type JetStreamClient, type JetStreamManager } from 'nats';
import { Pool } from 'pg';
import type { RunContext } from '../../runner/experiment';

const REQUEST_WITHIN_MS = 10_000;

/** A real Postgres and a real NATS, with databases and streams that one turn uses alone. */
export class GuardsWorld {
  private constructor(
    private readonly infrastructure: Infrastructure,
    private readonly admin: Pool,
    readonly streams: JetStreamManager,
    readonly publisher: JetStreamClient,
  ) {}

  static async start({ belongings }: RunContext): Promise<GuardsWorld> {
    const infrastructure = await startInfrastructure({ folder: belongings.folder(), fsync: false });
    const { nats, postgres, dataFolder } = infrastructure;
    belongings.alsoRemove(dataFolder);
    belongings.own({
      stop: () => infrastructure.stop(),
      kill: () => Promise.all([postgres.kill(), nats.kill()]),
    });
    const admin = new Pool({ connectionString: infrastructure.adminDatabaseUrl(), max: 2 });
    admin.on('error', () => undefined);
    belongings.own({ stop: () => admin.end() });
    const { user, password } = infrastructure.credentials('operator');
    const connection = await connect({
      ...{ servers: infrastructure.natsUrl, user, pass: password, inboxPrefix: `_INBOX_${user}` },
      timeout: REQUEST_WITHIN_MS,
    });
    belongings.own({ stop: () => connection.close() });
    const options = { timeout: REQUEST_WITHIN_MS };
    const streams = await connection.jetstreamManager(options);
    return new GuardsWorld(infrastructure, admin, streams, connection.jetstream(options));
  }

  /** The login of a program, as JSON on its command line. */
  get broker(): string {
    const { natsUrl: url } = this.infrastructure;
    return JSON.stringify({ url, name: 'guards', ...this.infrastructure.credentials('operator') });
  }

  /** The URL of a new, empty database. */
  async database(): Promise<string> {
    const name = `guards_${randomUUID().replaceAll('-', '')}`;
    await this.admin.query(`CREATE DATABASE ${name}`);
    return this.infrastructure.adminDatabaseUrl(name);
  }

  /** A new, empty stream in the place of the one of that name. */
  async stream(name: string, subjects: readonly string[]): Promise<void> {
    await this.streams.streams.delete(name).catch(() => undefined);
    await this.streams.streams.add({ name, subjects: [...subjects] });
  }
}

/** Rows of a statement in the database of this URL. */
export async function rowsOf<Row extends object>(url: string, text: string): Promise<readonly Row[]> {
  const pool = new Pool({ connectionString: url, max: 1 });
  try {
    return (await pool.query<Row>(text)).rows;
  } finally {
    await pool.end();
  }
}
