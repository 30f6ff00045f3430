import { serveSide } from './serve-side';

/** Touches no table, and computes for about as long as the project searches: what makes it late is the machine. */
const COMPUTE = {
  text: 'SELECT sum(sqrt(n)) FROM generate_series(1, (SELECT $1::integer)) AS n',
  values: [3_000],
};

void serveSide(async () => ({ statementOf: () => COMPUTE }));
