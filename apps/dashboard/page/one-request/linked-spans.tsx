import type { Trace } from '../../src/page-api';
import { duration } from '../look/figures';
import { Digits } from '../look/figure';
import { Table } from '../look/table';
import { say } from './texts';
import { Service, TraceButton } from './waterfall-table';

interface Props {
  readonly linked: Trace['linked'];
  readonly choose: (traceId: string) => void;
}

export function LinkedSpans({ linked, choose }: Props) {
  const t = say();
  const rows = linked.map(({ traceId, spanId, name, service, tookMs, error }) => ({
    key: traceId + spanId,
    cells: [
      <>
        {name} {error && <strong class="differs">{error}</strong>}
      </>,
      ...[<Service name={service} />, <Digits figure={duration(tookMs)} />],
      <TraceButton traceId={traceId} choose={choose} />,
    ],
  }));
  return (
    <div class="card">
      <h2 id="linked">{t.linked}</h2>
      <p class="dim">{t.linkedLead}</p>
      <Table {...{ labelledBy: 'linked', rows, heads: [t.span, t.services, t.took, t.trace] }} />
    </div>
  );
}
