interface Spied {
  readonly pool: { query: (...args: never[]) => unknown };
  readonly dataSource: { transaction: (...args: never[]) => unknown };
}

/**
 * The names of the statements about a table that the work sends by themselves, each of which is a round trip and a commit,
 * and `transaction` for each transaction that it begins.
 */
export async function statementsOf(
  { pool, dataSource }: Spied,
  table: string,
  work: () => Promise<unknown>,
): Promise<string[]> {
  const query = jest.spyOn(pool, 'query');
  const transaction = jest.spyOn(dataSource, 'transaction');
  try {
    await work();
    const sent = query.mock.calls.map(([one]) => (typeof one === 'string' ? { text: one } : one));
    const about = (sent as { name?: string; text: string }[]).filter(({ text }) => text.includes(table));
    return [...about.map(({ name = 'unnamed' }) => name), ...transaction.mock.calls.map(() => 'transaction')];
  } finally {
    query.mockRestore();
    transaction.mockRestore();
  }
}
