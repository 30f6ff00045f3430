import { bytes, count, duration } from '../look/figures';
import { Digits } from '../look/figure';
import { Table } from '../look/table';
import { CLOSE, type Ranked } from './ranking';
import { say } from './texts';

const PARTS = ['cpu', 'traffic', 'storage', 'waiting', 'wrong'] as const;

export function RankingTable({ ranked }: { readonly ranked: readonly Ranked[] }) {
  const t = say();
  const most = Math.max(...ranked.map(({ total }) => total));
  const part = { cpu: t.cpu, traffic: t.traffic, storage: t.storage, waiting: t.waiting, wrong: t.wrongPart };
  const saidParts = ({ price }: Ranked) =>
    `${t.parts}: ${PARTS.map((name) => `${part[name]} ${count(price[name]).digits}`).join(', ')}`;
  const rows = ranked.map((each, place) => {
    const sent = bytes(each.bytesPerSecond);
    return {
      key: each.approach,
      cells: [
        <>
          {place + 1}. {each.approach}
          {each.cache && <span class="dim"> / {each.cache}</span>}
          <Bar each={each} most={most} says={saidParts(each)} />
        </>,
        place === 0 ? t.first : <Margin share={each.margin} />,
        ...[
          ...[count(each.total), count(each.callsPerSecond, '/s'), { ...sent, unit: `${sent.unit}/s` }],
          ...[bytes(each.storedBytes), count(each.cores), duration(each.waitMs)],
          ...[count(Math.round(each.wrongPerDay)), count(Math.round(each.missingPerDay))],
        ].map((figure) => <Digits figure={figure} />),
      ],
    };
  });
  return (
    <div class="card">
      <h2 id="ranking">{t.ranking}</h2>
      <p class="row parts">
        {PARTS.map((name) => (
          <span class="legend" key={name}>
            <span class={`part ${name}`} aria-hidden="true" /> {part[name]}
          </span>
        ))}
      </p>
      <Table
        {...{ labelledBy: 'ranking', rows, live: true }}
        heads={[
          t.approach,
          t.margin,
          t.month,
          t.calls,
          t.sent,
          t.stored,
          t.cores,
          t.read,
          t.wrong,
          t.missing,
        ]}
      />
    </div>
  );
}

function Margin({ share }: { readonly share: number }) {
  const times = { digits: `× ${count(1 + share).digits}`, unit: '' };
  return (
    <>
      <Digits figure={share < 10 ? { digits: (100 * share).toFixed(0), unit: '%' } : times} />
      {share < CLOSE && <span class="differs"> ≈ {say().close}</span>}
    </>
  );
}

/** The price as a bar of its parts; as long as its share of the dearest. */
function Bar({ each, most, says }: { readonly each: Ranked; readonly most: number; readonly says: string }) {
  const width = (value: number) => `${most > 0 ? (100 * value) / most : 0}%`;
  return (
    <span class="bar" role="img" aria-label={says} title={says}>
      {PARTS.map((name) => (
        <span key={name} class={`part ${name}`} style={{ width: width(each.price[name]) }} />
      ))}
    </span>
  );
}
