import { useState } from 'preact/hooks';
import { duration } from '../look/figures';
import { Digits } from '../look/figure';
import type { Parameters } from '../navigation/use-parameters';
import { Failure } from '../server/failure';
import { facts } from '../server/live';
import { problemOf } from '../server/problem';
import { ask } from '../server/requests';
import { useRequest } from '../server/use-request';
import { From } from './answer-card';
import { type Comparison, comparisonIn, differencesIn } from './comparison';
import { say } from './texts';

interface Props {
  readonly driver: string;
  readonly parameters: Parameters;
}

export function Compare({ driver, parameters }: Props) {
  const t = say();
  const [asked, setAsked] = useState<{ readonly path: string; readonly times: number }>();
  const query = new URLSearchParams();
  if (parameters.cache) query.set('cache', parameters.cache);
  if (parameters.details === 'false') query.set('details', 'false');
  const path = `drivers/${encodeURIComponent(driver)}/current-ride/comparison?${query.toString()}`;
  const { value, problem, busy } = useRequest(asked ? (signal) => ask(asked.path, { signal }) : null, [
    asked,
  ]);
  const comparison = value && value.status < 400 ? comparisonIn(value.body) : null;
  const oneOnly = (facts.value?.approaches.length ?? 0) < 2;
  return (
    <div class="card">
      <h2 id="compare">{t.compare}</h2>
      <p>{oneOnly ? t.oneOnly : t.compareLead}</p>
      <p class="row">
        <button disabled={busy} onClick={() => setAsked({ path, times: (asked?.times ?? 0) + 1 })}>
          {busy ? t.comparing : t.compareNow}
        </button>
      </p>
      {problem && <Failure problem={problem} what={t.failed} />}
      {value && value.status >= 400 && (
        <Failure problem={problemOf(value.status, value.body)} what={t.failed} />
      )}
      {value && value.status < 400 && !comparison && <p class="notice bad">{t.odd}</p>}
      {comparison && (
        <>
          <Approaches comparison={comparison} />
          <Differences comparison={comparison} />
        </>
      )}
    </div>
  );
}

function Approaches({ comparison: { approaches, reference } }: { readonly comparison: Comparison }) {
  const t = say();
  return (
    <div class="wide" tabIndex={0} role="region" aria-labelledby="compare">
      <table aria-live="polite">
        <thead>
          <tr>
            {[t.approach, t.result, t.took, t.ride, t.details].map((head) => (
              <th key={head} scope="col">
                {head}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {approaches.map(({ approach, outcome, tookMs, answer, problem, differs, behindBy }) => (
            <tr key={approach}>
              <th scope="row">{approach}</th>
              <td class={differs.length > 0 || !answer ? 'differs' : ''}>
                {!answer && `${outcome}. ${problem ?? ''}`}
                {answer && approach === reference && t.reference}
                {answer &&
                  approach !== reference &&
                  (differs.length === 0 ? t.same : `≠ ${t.differs(differs.length)}`)}
                {behindBy ? `, ${t.behind(behindBy)}` : ''}
              </td>
              <td>
                <Digits figure={duration(tookMs)} />
              </td>
              <td>{answer && <From origin={answer.ride} />}</td>
              <td>{answer && <From origin={answer.details} />}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function Differences({ comparison }: { readonly comparison: Comparison }) {
  const t = say();
  const differences = differencesIn(comparison);
  if (differences.length === 0) return <p class="notice good">{t.noDifference}</p>;
  return (
    <>
      <h3 id="differences">{t.differences}</h3>
      <p class="dim">{t.marked}</p>
      <div class="wide" tabIndex={0} role="region" aria-labelledby="differences">
        <table>
          <thead>
            <tr>
              <th scope="col">{t.field}</th>
              {comparison.approaches.map(({ approach }) => (
                <th key={approach} scope="col">
                  {approach}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {differences.map(({ path, values, differs }) => (
              <tr key={path}>
                <th scope="row">{path}</th>
                {values.map((value, place) => (
                  <td key={comparison.approaches[place]?.approach} class={differs[place] ? 'differs' : ''}>
                    {differs[place] && '≠ '}
                    {value ?? <span class="dim">–</span>}
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </>
  );
}
