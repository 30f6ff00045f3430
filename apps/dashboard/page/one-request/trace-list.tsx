import type { TraceSummary } from '../../src/page-api';
import { language } from '../language/language';
import { duration } from '../look/figures';
import { Digits } from '../look/figure';
import { Table } from '../look/table';
import { say } from './texts';

interface Props {
  readonly traces: readonly TraceSummary[];
  readonly shown: string | undefined;
  readonly choose: (traceId: string) => void;
}

export function TraceList({ traces, shown, choose }: Props) {
  const t = say();
  const time = new Intl.DateTimeFormat(language.value, { timeStyle: 'medium' });
  const rows = traces.map(({ traceId, name, startedAt, tookMs, services, spans, hasError }) => ({
    key: traceId,
    cells: [
      <>
        <button class="plain" aria-pressed={traceId === shown} onClick={() => choose(traceId)}>
          {name}
        </button>
        {hasError && <strong class="differs"> {t.error}</strong>}
      </>,
      ...[time.format(startedAt), <Digits figure={duration(tookMs)} />, services.join(', '), spans],
    ],
  }));
  return (
    <Table
      {...{ labelledBy: 'traces', class: 'list', rows, heads: [t.name, t.when, t.took, t.services, t.spans] }}
    />
  );
}
