import { Table } from '../look/table';
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
  const figure = (name: NumberName, value: number, arrow = '') => (
    <span class="figure">
      {arrow} {digitsOf(name, value)} <span class="unit">{unitOf(name, t.perSecond)}</span>
    </span>
  );
  const rows = turned.map(({ name, from, at, first: then }) => ({
    key: name + String(at > from),
    cells: [t[name], figure(name, from), figure(name, at, at > from ? '↑' : '↓'), then],
  }));
  return (
    <div class="card">
      <h2 id="turns">{t.turns}</h2>
      <p>{turned.length > 0 ? t.turnsLead(first) : t.noTurn(first)}</p>
      {turned.length > 0 && (
        <>
          <Table {...{ labelledBy: 'turns', rows, live: true, heads: [t.number, t.now, t.at, t.then] }} />
          {without.length > 0 && <p class="dim">{t.others(without.map((name) => t[name]).join(', '))}</p>}
        </>
      )}
    </div>
  );
}
