import { backUpPostgres, type ManagedProcess } from '@ride-hailing/stack';
import { eventually } from '@ride-hailing/testing';
import { execFileSync } from 'node:child_process';
import { appendFileSync, chownSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Client } from 'pg';

const WITHIN_MS = 20_000;

/** Base backups of a system's Postgres, and the archive of its log. */
export class Backups {
  constructor(
    private readonly postgres: ManagedProcess,
    private readonly url: string,
  ) {}

  /** Makes a base backup while the system goes on, and resolves with its folder. */
  async make(): Promise<string> {
    const { cwd, runAs } = this.postgres.spec;
    const backup = join(cwd, 'backup');
    await backUpPostgres(this.url, backup, runAs);
    return backup;
  }

  /**
   * Kills Postgres, deletes all that it has stored, and starts it on a copy of the backup.
   * @param options.replay also the archived log, to its end
   */
  async restore(backup: string, { replay = false } = {}): Promise<void> {
    await this.postgres.kill('SIGKILL');
    const data = join(this.postgres.spec.cwd, 'postgres');
    rmSync(data, { recursive: true });
    // With its owner and permissions, which Postgres checks.
    execFileSync('cp', ['-a', backup, data]);
    if (replay) {
      appendFileSync(join(data, 'postgresql.auto.conf'), `restore_command = 'cp ${this.archive}/%f %p'\n`);
      writeFileSync(join(data, 'recovery.signal'), '');
      this.giveToPostgres(join(data, 'recovery.signal'));
    }
    await this.postgres.start();
    await this.postgres.waitReady();
  }

  /** Lets Postgres archive its log, from now on, for which it is started again. */
  async startArchive(): Promise<void> {
    mkdirSync(this.archive);
    this.giveToPostgres(this.archive);
    await this.ask(`ALTER SYSTEM SET archive_mode = on`);
    await this.ask(`ALTER SYSTEM SET archive_command = 'cp %p ${this.archive}/%f'`);
    await this.postgres.stop();
    await this.postgres.start();
    await this.postgres.waitReady();
  }

  /** Archives the log up to now. Without this a part of it is archived when it is full, or after `archive_timeout`. */
  async archiveAll(): Promise<void> {
    const [part] = await this.ask('SELECT pg_walfile_name(pg_switch_wal()) AS name');
    const isArchived = async () => {
      const [archiver] = await this.ask('SELECT last_archived_wal AS name FROM pg_stat_archiver');
      return String(archiver?.['name']) >= String(part?.['name']);
    };
    await eventually(isArchived, { timeoutMs: WITHIN_MS });
  }

  private get archive(): string {
    return join(this.postgres.spec.cwd, 'archive');
  }

  private giveToPostgres(path: string): void {
    const { runAs } = this.postgres.spec;
    if (runAs) chownSync(path, runAs.uid, runAs.gid);
  }

  private async ask(statement: string): Promise<Record<string, unknown>[]> {
    const client = new Client({ connectionString: this.url, statement_timeout: WITHIN_MS });
    await client.connect();
    try {
      return (await client.query<Record<string, unknown>>(statement)).rows;
    } finally {
      await client.end();
    }
  }
}
