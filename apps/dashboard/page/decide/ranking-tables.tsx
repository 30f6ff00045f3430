import { Card, Table } from '../look/card';
import { bytes, count, duration } from '../look/figures';
import { NUMBER_NAMES, type NumberName } from './numbers';
import { CLOSE, type Ranked, type Turn } from './ranking';
import { say } from './texts';

export function RankingTable({ ranked }: { readonly ranked: readonly Ranked[] }) {
  const t = say();
  const part = { cpu: t.cpu, traffic: t.traffic, storage: t.storage, waiting: t.waiting, wrong: t.wrongPart };
  const margin = (share: number) => (share < 10 ? `${(100 * share).toFixed(0)} %` : `× ${count(1 + share)}`);
  /** The parts of a price that are more than a hundredth of it, the largest first. */
  const partsOf = ({ price, total }: Ranked) =>
    (Object.keys(part) as (keyof typeof part)[])
      .filter((name) => price[name] > total / 100)
      .sort((one, other) => price[other] - price[one])
      .map((name) => `${part[name]} ${Math.round((100 * price[name]) / total)} %`);
  const rows = ranked.map((each, place) => ({
    key: each.approach,
    cells: [
      `${place + 1}. ${[each.approach, each.cache].filter(Boolean).join(' / ')}`,
      place === 0 ? t.first : margin(each.margin) + (each.margin < CLOSE ? ` ≈ ${t.close}` : ''),
      ...[count(each.total), partsOf(each).join(', ')],
      ...[count(each.callsPerSecond, '/s'), `${bytes(each.bytesPerSecond)}/s`, bytes(each.storedBytes)],
      ...[count(each.cores), duration(each.waitMs)],
      ...[count(Math.round(each.wrongPerDay)), count(Math.round(each.missingPerDay))],
    ],
  }));
  const heads = [t.approach, t.margin, t.month, t.parts, t.calls, t.sent, t.stored, t.cores, t.read];
  return (
    <Card title={t.ranking}>
      <Table {...{ label: t.ranking, rows, live: true, heads: [...heads, t.wrong, t.missing] }} />
    </Card>
  );
}

/** Enough digits to see the difference, and no more. */
const digitsOf = (name: NumberName, value: number) =>
  value.toLocaleString('en-US', { maximumSignificantDigits: name === 'availability' ? 6 : 3 });

export function TurnsTable({ first, turned }: { readonly first: string; readonly turned: readonly Turn[] }) {
  const t = say();
  const without = NUMBER_NAMES.filter((name) => !turned.some((turn) => turn.name === name));
  const rows = turned.map(({ name, from, at, first: then }) => ({
    key: name + String(at > from),
    cells: [t[name], digitsOf(name, from), `${at > from ? '↑' : '↓'} ${digitsOf(name, at)}`, then],
  }));
  if (turned.length === 0) return <Card title={t.turns}>{t.noTurn(first)}</Card>;
  return (
    <Card title={t.turns}>
      <p>{t.turnsLead(first)}</p>
      <Table {...{ label: t.turns, rows, live: true, heads: [t.number, t.now, t.at, t.then] }} />
      {without.length > 0 && <p class="dim">{t.others(without.map((name) => t[name]).join('; '))}</p>}
    </Card>
  );
}
