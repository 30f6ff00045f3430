/** As much of `pg`'s Client as is needed here. */
export interface SqlClient {
  query(text: string): Promise<{ rows: unknown[] }>;
}

export interface SqlStatement {
  readonly text: string;
  readonly values?: readonly unknown[];
}

interface Explained {
  readonly 'QUERY PLAN': readonly [{ readonly 'Planning Time': number; readonly 'Execution Time': number }];
}

function literal(value: unknown): string {
  if (Array.isArray(value)) return literal(`{${value.join(',')}}`);
  return `'${String(value).replaceAll("'", "''")}'`;
}

/**
 * Runs statements prepared, as a service's pool does, and asks Postgres itself how long each took: planning and
 * execution, without the way there and back. Values may be numbers, booleans, text, and lists of numbers.
 * One connection alone; not for statements that write, for each is run twice when its rows are asked for.
 */
export class TimedStatements {
  private readonly names = new Map<string, string>();

  constructor(private readonly client: SqlClient) {}

  /** In ms, as `EXPLAIN (ANALYZE, TIMING OFF)` says: the clock is not read for each row. */
  async time(statement: SqlStatement): Promise<number> {
    const execute = await this.prepared(statement);
    const options = 'ANALYZE, TIMING OFF, BUFFERS OFF, SUMMARY ON, FORMAT JSON';
    const { rows } = await this.client.query(`EXPLAIN (${options}) ${execute}`);
    const [plan] = (rows[0] as Explained)['QUERY PLAN'];
    return plan['Planning Time'] + plan['Execution Time'];
  }

  async rows<Row>(statement: SqlStatement): Promise<Row[]> {
    const { rows } = await this.client.query(await this.prepared(statement));
    return rows as Row[];
  }

  /** The command that executes it, by the plan that the server has or makes. */
  private async prepared({ text, values = [] }: SqlStatement): Promise<string> {
    let name = this.names.get(text);
    if (name === undefined) {
      name = `timed_${this.names.size + 1}`;
      await this.client.query(`PREPARE ${name} AS ${text}`);
      this.names.set(text, name);
    }
    return `EXECUTE ${name}${values.length === 0 ? '' : `(${values.map(literal).join(', ')})`}`;
  }
}
