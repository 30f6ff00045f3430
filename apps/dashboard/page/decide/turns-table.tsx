import { unitOf } from './number-fields';
import { NUMBER_NAMES, type NumberName } from './numbers';
import type { Turn } from './ranking';
import { say } from './texts';

/** Enough digits to see the difference, and no more. */
const digitsOf = (name: NumberName, value: number) =>
  value.toLocaleString('en-US', { maximumSignificantDigits: name === 'availability' ? 6 : 3 });

export function TurnsTable({ first, turned }: { readonly first: string; readonly turned: readonly Turn[] }) {
  const t = say();
  const without = NUMBER_NAMES.filter((name) => !turned.some((turn) => turn.name === name));
  const figure = (name: NumberName, value: number) => (
    <span class="figure">
      {digitsOf(name, value)} <span class="unit">{unitOf(name, t.perSecond)}</span>
    </span>
  );
  return (
    <div class="card">
      <h2 id="turns">{t.turns}</h2>
      <p>{turned.length > 0 ? t.turnsLead(first) : t.noTurn(first)}</p>
      {turned.length > 0 && (
        <div class="wide" tabIndex={0} role="region" aria-labelledby="turns">
          <table>
            <thead>
              <tr>
                {[t.number, t.now, t.at, t.then].map((head) => (
                  <th key={head} scope="col">
                    {head}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody aria-live="polite">
              {turned.map(({ name, from, at, first: then }) => (
                <tr key={name + then + String(at > from)}>
                  <th scope="row">{t[name]}</th>
                  <td>{figure(name, from)}</td>
                  <td>
                    {at > from ? '↑' : '↓'} {figure(name, at)}
                  </td>
                  <td>{then}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
      {turned.length > 0 && without.length > 0 && (
        <p class="dim">{t.others(without.map((name) => t[name]).join(', '))}</p>
      )}
    </div>
  );
}
