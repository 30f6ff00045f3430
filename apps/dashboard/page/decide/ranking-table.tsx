import { bytes, count, duration } from '../look/figures';
import { Digits } from '../look/figure';
import { CLOSE, type Ranked } from './ranking';
import { say } from './texts';

const PARTS = ['cpu', 'traffic', 'storage', 'waiting', 'wrong'] as const;

const percent = (share: number) => ({ digits: (100 * share).toFixed(0), unit: '%' });

export function RankingTable({ ranked }: { readonly ranked: readonly Ranked[] }) {
  const t = say();
  const most = Math.max(...ranked.map(({ total }) => total));
  const part = { cpu: t.cpu, traffic: t.traffic, storage: t.storage, waiting: t.waiting, wrong: t.wrongPart };
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
      <div class="wide" tabIndex={0} role="region" aria-labelledby="ranking">
        <table>
          <thead>
            <tr>
              {[
                t.approach,
                t.month,
                t.margin,
                t.calls,
                t.sent,
                t.stored,
                t.cores,
                t.read,
                t.wrong,
                t.missing,
              ].map((head) => (
                <th key={head} scope="col">
                  {head}
                </th>
              ))}
            </tr>
          </thead>
          <tbody aria-live="polite">
            {ranked.map((each, place) => (
              <tr key={each.approach}>
                <th scope="row">
                  {place + 1}. {each.approach}
                  {each.cache && <span class="dim"> / {each.cache}</span>}
                  <Bar each={each} most={most} says={`${t.parts}: ${sayParts(each, part)}`} />
                </th>
                <td>
                  <Digits figure={count(each.total)} />
                </td>
                <td>{place === 0 ? t.first : <Margin share={each.margin} />}</td>
                <td>
                  <Digits figure={count(each.callsPerSecond, '/s')} />
                </td>
                <td>
                  <Digits figure={bytes(each.bytesPerSecond)} />
                  <span class="unit"> /s</span>
                </td>
                <td>
                  <Digits figure={bytes(each.storedBytes)} />
                </td>
                <td>
                  <Digits figure={count(each.cores)} />
                </td>
                <td>
                  <Digits figure={duration(each.waitMs)} />
                </td>
                <td>
                  <Digits figure={count(Math.round(each.wrongPerDay))} />
                </td>
                <td>
                  <Digits figure={count(Math.round(each.missingPerDay))} />
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </div>
  );
}

function Margin({ share }: { readonly share: number }) {
  return (
    <>
      <Digits figure={share < 10 ? percent(share) : { digits: `× ${count(1 + share).digits}`, unit: '' }} />
      {share < CLOSE && <span class="close"> ≈ {say().close}</span>}
    </>
  );
}

const sayParts = ({ price }: Ranked, part: Record<(typeof PARTS)[number], string>) =>
  PARTS.map((name) => `${part[name]} ${count(price[name]).digits}`).join(', ');

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
