import { duration } from '../look/figures';
import { Digits } from '../look/figure';
import { Table } from '../look/table';
import type { Call } from './calls';
import { say } from './texts';

export function CallsTable({
  calls,
  labelledBy,
}: {
  readonly calls: readonly Call[];
  readonly labelledBy: string;
}) {
  const t = say();
  const rows = calls.map(({ doing, service, name, atMs, tookMs, error }, place) => ({
    key: String(place),
    cells: [
      <Digits figure={duration(atMs)} />,
      t[doing],
      <>
        <span class="dim">{service}</span> {name} {error && <strong class="differs">{error}</strong>}
      </>,
      tookMs !== null && <Digits figure={duration(tookMs)} />,
    ],
  }));
  return <Table {...{ labelledBy, rows, heads: [t.at, t.kind, t.what, t.took] }} />;
}
