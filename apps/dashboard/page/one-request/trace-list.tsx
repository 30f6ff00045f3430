import type { TraceSummary } from '../../src/page-api';
import { language } from '../language/language';
import { duration } from '../look/figures';
import { Digits } from '../look/figure';
import { say } from './texts';

interface Props {
  readonly traces: readonly TraceSummary[];
  readonly shown: string | undefined;
  readonly choose: (traceId: string) => void;
}

export function TraceList({ traces, shown, choose }: Props) {
  const t = say();
  const time = new Intl.DateTimeFormat(language.value, { timeStyle: 'medium' });
  return (
    <div class="wide list" tabIndex={0} role="region" aria-labelledby="traces">
      <table>
        <thead>
          <tr>
            {[t.name, t.when, t.took, t.services, t.spans].map((head) => (
              <th key={head} scope="col">
                {head}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {traces.map(({ traceId, name, startedAt, tookMs, services, spans, hasError }) => (
            <tr key={traceId}>
              <td>
                <button class="plain" aria-pressed={traceId === shown} onClick={() => choose(traceId)}>
                  {name}
                </button>
                {hasError && <strong class="bad"> {t.error}</strong>}
              </td>
              <td class="figure">{time.format(startedAt)}</td>
              <td>
                <Digits figure={duration(tookMs)} />
              </td>
              <td>{services.join(', ')}</td>
              <td class="figure">{spans}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
