import type { Trace } from '../../src/page-api';
import { duration } from '../look/figures';
import { Digits } from '../look/figure';
import { say } from './texts';
import { Service, TraceButton } from './waterfall-table';

interface Props {
  readonly linked: Trace['linked'];
  readonly choose: (traceId: string) => void;
}

export function LinkedSpans({ linked, choose }: Props) {
  const t = say();
  return (
    <div class="card">
      <h2 id="linked">{t.linked}</h2>
      <p class="dim">{t.linkedLead}</p>
      <div class="wide" tabIndex={0} role="region" aria-labelledby="linked">
        <table>
          <thead>
            <tr>
              {[t.span, t.services, t.took, t.trace].map((head) => (
                <th key={head} scope="col">
                  {head}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {linked.map((span) => (
              <tr key={span.traceId + span.spanId}>
                <th scope="row">
                  {span.name}
                  {span.error && <strong class="bad"> {span.error}</strong>}
                </th>
                <td>
                  <Service name={span.service} />
                </td>
                <td>
                  <Digits figure={duration(span.tookMs)} />
                </td>
                <td>
                  <TraceButton traceId={span.traceId} choose={choose} />
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </div>
  );
}
