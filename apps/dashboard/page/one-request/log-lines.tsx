import { useState } from 'preact/hooks';
import type { LogLine } from '../../src/page-api';
import { language } from '../language/language';
import { Card, Select, Table } from '../look/card';
import { Ready } from '../server/answers';
import { request } from '../server/requests';
import { useRequest } from '../server/use-request';
import { say } from './texts';

const SERIOUS = ['warn', 'error', 'fatal'];

/** Log lines that name one of these ids, of which the reader chooses. */
export function LogLines({ ids }: { readonly ids: readonly string[] }) {
  const t = say();
  const [chosen, choose] = useState(ids[0] ?? '');
  const load = (signal: AbortSignal) =>
    request<readonly LogLine[]>('GET', `logs?contains=${encodeURIComponent(chosen)}`, { signal });
  const lines = useRequest(load, [chosen]);
  const time = new Intl.DateTimeFormat(language.value, { timeStyle: 'medium' });
  const rowOf = ({ process, at, level, text }: LogLine, place: number) => ({
    key: String(place),
    cells: [
      ...[at === null ? '–' : time.format(at), process],
      <span class={SERIOUS.includes(level) ? 'differs' : ''}>{level}</span>,
      <code>{text}</code>,
    ],
  });
  const options = ids.map((id) => [id, id] as const);
  return (
    <Card
      title={t.logs}
      aside={ids.length > 1 && <Select {...{ label: t.logsOf, value: chosen, options, choose }} />}
    >
      <Ready of={lines} failed={t.logsFailed} loading={t.loading}>
        {(value) =>
          value.length === 0 ? (
            <p class="dim">{t.noLogs(chosen)}</p>
          ) : (
            <Table
              {...{ label: t.logs, class: 'long', rows: value.map(rowOf) }}
              heads={[t.when, t.process, t.level, t.text]}
            />
          )
        }
      </Ready>
    </Card>
  );
}
