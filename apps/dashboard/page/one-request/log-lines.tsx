import { useState } from 'preact/hooks';
import type { LogLine } from '../../src/page-api';
import { language } from '../language/language';
import { Table } from '../look/table';
import { Failure } from '../server/failure';
import { request } from '../server/requests';
import { useRequest } from '../server/use-request';
import { say } from './texts';

const SERIOUS = ['warn', 'error', 'fatal'];

/** Log lines that name one of these ids, of which the reader chooses. */
export function LogLines({ ids }: { readonly ids: readonly string[] }) {
  const t = say();
  const [chosen, setChosen] = useState(ids[0] ?? '');
  const load = (signal: AbortSignal) =>
    request<readonly LogLine[]>('GET', `logs?contains=${encodeURIComponent(chosen)}`, { signal });
  const { value, problem } = useRequest(load, [chosen]);
  const time = new Intl.DateTimeFormat(language.value, { timeStyle: 'medium' });
  const rows = (value ?? []).map(({ process, at, level, text }, place) => ({
    key: String(place),
    class: SERIOUS.includes(level) ? 'serious' : '',
    cells: [at === null ? '–' : time.format(at), process, level, text],
  }));
  return (
    <div class="card">
      <div class="row">
        <h2 id="logs">{t.logs}</h2>
        {ids.length > 1 && (
          <label class="row">
            {t.logsOf}
            <select value={chosen} onChange={({ currentTarget }) => setChosen(currentTarget.value)}>
              {ids.map((id) => (
                <option key={id} value={id}>
                  {id}
                </option>
              ))}
            </select>
          </label>
        )}
      </div>
      {problem && <Failure problem={problem} what={t.logsFailed} />}
      {!value && !problem && <p class="dim">{t.loading}</p>}
      {value?.length === 0 && <p class="dim">{t.noLogs(chosen)}</p>}
      {value && value.length > 0 && (
        <Table
          {...{ labelledBy: 'logs', class: 'list lines', rows, heads: [t.when, t.process, t.level, t.text] }}
        />
      )}
    </div>
  );
}
