import { duration } from '../look/figures';
import { Digits } from '../look/figure';
import type { Call } from './calls';
import { say } from './texts';

export function CallsTable({ calls }: { readonly calls: readonly Call[] }) {
  const t = say();
  if (calls.length === 0) return null;
  return (
    <table class="calls">
      <thead>
        <tr>
          {[t.at, t.kind, t.what, t.took].map((head) => (
            <th key={head} scope="col">
              {head}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {calls.map((call, place) => (
          <tr key={place}>
            <td>
              <Digits figure={duration(call.atMs)} />
            </td>
            <td>{t[call.doing]}</td>
            <td>
              <span class="dim">{call.service}</span> {call.name}
              {call.error && <strong class="differs"> {call.error}</strong>}
            </td>
            <td>{call.tookMs !== null && <Digits figure={duration(call.tookMs)} />}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
