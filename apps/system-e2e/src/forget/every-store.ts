import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { TraceCollector } from '@ride-hailing/testing';
import type { BrokerClient } from '../running-system/broker';
import type { System } from '../running-system/system';

const DATABASES = ['ride_service', 'driver_service', 'gateway'] as const;
const TABLES = `
  SELECT quote_ident(nspname) || '.' || quote_ident(relname) AS name, relname
  FROM pg_class JOIN pg_namespace ON pg_namespace.oid = relnamespace
  WHERE relkind IN ('r', 'p', 'm') AND nspname NOT IN ('pg_catalog', 'information_schema')
    AND nspname NOT LIKE 'pg_toast%'`;

/** Every new content of a file purges the one before it. */
const REPLACED_ON_DISK = 'OBJ_CURRENT_RIDE_FILES';

/** Where a text was found, such as `ride_service.rides` or the name of a stream, and what stands around it there. */
type Findings = Map<string, string>;

const around = (text: string, traces: RegExp): string | undefined => {
  const at = text.search(traces);
  return at < 0 ? undefined : text.slice(Math.max(0, at - 100), at + 100);
};

/**
 * Searches all that the system stores, raw: every row of every table as text, every message of every stream (buckets,
 * their markers and dead letters included) with its subject and headers, the files of the broker and the logs on disk,
 * and the spans that were sent. Not searched: the files of Postgres and of the object store, which hold bytes of rows and
 * files that were replaced until the server writes over them.
 */
export async function findings(
  system: System,
  traces: RegExp,
  { operator, spans }: { operator: BrokerClient; spans: TraceCollector },
): Promise<Findings> {
  const found: Findings = new Map();
  const look = (place: string, text: string): void => {
    const excerpt = around(text, traces);
    if (excerpt !== undefined && !found.has(place)) found.set(place, excerpt);
  };
  for (const database of DATABASES) {
    for (const { name, relname } of await system.sql(database, TABLES)) {
      const rows = await system.sql(database, `SELECT t::text AS row FROM ${String(name)} AS t`);
      for (const { row } of rows) look(`${database}.${String(relname)}`, String(row));
    }
  }
  for (const stream of await streamsOf(operator))
    for (const message of await rawMessages(operator, stream)) look(stream, message);
  for (const file of filesIn(system.folderOf('logs'))) look('log files', readFileSync(file, 'utf8'));
  for (const file of filesIn(system.folderOf('nats'))) {
    const [, stream] = /[\\/]streams[\\/](\w+)[\\/]/.exec(file) ?? [];
    if (stream !== REPLACED_ON_DISK) look(`files of ${stream}`, readFileSync(file, 'latin1'));
  }
  look('traces', JSON.stringify(spans.spans));
  return found;
}

const filesIn = (folder: string): string[] =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name));

async function streamsOf(operator: BrokerClient): Promise<string[]> {
  const names: string[] = [];
  for await (const { config } of (await operator.manager()).streams.list()) names.push(config.name);
  return names;
}

interface RawMessage {
  readonly message?: { subject: string; seq: number; hdrs?: string; data?: string };
}

async function rawMessages({ connection }: BrokerClient, stream: string): Promise<string[]> {
  const messages: string[] = [];
  const text = (base64 = '') => Buffer.from(base64, 'base64').toString();
  for (let seq = 1; ;) {
    const query = JSON.stringify({ seq, next_by_subj: '>' });
    const answer = await connection.request(`$JS.API.STREAM.MSG.GET.${stream}`, query, { timeout: 5_000 });
    const { message } = answer.json<RawMessage>();
    if (!message) return messages;
    messages.push(`${message.subject}\n${text(message.hdrs)}\n${text(message.data)}`);
    seq = message.seq + 1;
  }
}
