import { useState } from 'preact/hooks';
import { duration } from '../look/figures';
import { Digits } from '../look/figure';
import { Table } from '../look/table';
import type { Parameters } from '../navigation/use-parameters';
import { Failure } from '../server/failure';
import { facts } from '../server/live';
import { problemOf } from '../server/problem';
import { ask } from '../server/requests';
import { useRequest } from '../server/use-request';
import { From } from './answer-card';
import { type Compared, type Comparison, comparisonIn, differencesIn } from './comparison';
import { say } from './texts';

interface Props {
  readonly driver: string;
  readonly parameters: Parameters;
}

export function Compare({ driver, parameters: { cache, details } }: Props) {
  const t = say();
  const [asked, setAsked] = useState<{ readonly path: string }>();
  const query = new URLSearchParams({ ...(cache && { cache }), ...(details === 'false' && { details }) });
  const path = `drivers/${encodeURIComponent(driver)}/current-ride/comparison?${query.toString()}`;
  const { value, problem, busy } = useRequest(asked ? (signal) => ask(asked.path, { signal }) : null, [
    asked,
  ]);
  const refused = value && value.status >= 400 ? problemOf(value.status, value.body) : problem;
  const comparison = value && !refused ? comparisonIn(value.body) : null;
  const oneOnly = (facts.value?.approaches.length ?? 0) < 2;
  return (
    <div class="card">
      <h2 id="compare">{t.compare}</h2>
      <p>{oneOnly ? t.oneOnly : t.compareLead}</p>
      <p>
        <button disabled={busy} onClick={() => setAsked({ path })}>
          {busy ? t.comparing : t.compareNow}
        </button>
      </p>
      {refused && <Failure problem={refused} what={t.failed} />}
      {value && !refused && !comparison && <p class="notice bad">{t.odd}</p>}
      {comparison && <Approaches comparison={comparison} />}
      {comparison && <Differences comparison={comparison} />}
    </div>
  );
}

function Approaches({ comparison: { approaches, reference } }: { readonly comparison: Comparison }) {
  const t = say();
  const result = ({ approach, outcome, answer, problem, differs, behindBy }: Compared) => {
    if (!answer) return <span class="differs">{`${outcome}. ${problem ?? ''}`}</span>;
    if (approach === reference) return t.reference;
    if (differs.length === 0) return t.same;
    return (
      <span class="differs">{`≠ ${t.differs(differs.length)}${behindBy ? `, ${t.behind(behindBy)}` : ''}`}</span>
    );
  };
  const rows = approaches.map((each) => ({
    key: each.approach,
    cells: [
      ...[each.approach, result(each), <Digits figure={duration(each.tookMs)} />],
      ...(each.answer ? [<From origin={each.answer.ride} />, <From origin={each.answer.details} />] : []),
    ],
  }));
  return (
    <Table
      {...{ labelledBy: 'compare', rows, live: true }}
      heads={[t.approach, t.result, t.took, t.ride, t.detailsPart]}
    />
  );
}

function Differences({ comparison }: { readonly comparison: Comparison }) {
  const t = say();
  const differences = differencesIn(comparison);
  if (differences.length === 0) return <p class="notice good">{t.noDifference}</p>;
  const rows = differences.map(({ path, values, differs }) => ({
    key: path,
    cells: [
      path,
      ...values.map((value, place) =>
        differs[place] ? (
          <span class="differs">≠ {value ?? '–'}</span>
        ) : (
          (value ?? <span class="dim">–</span>)
        ),
      ),
    ],
  }));
  return (
    <>
      <h3 id="differences">{t.differences}</h3>
      <p class="dim">{t.marked}</p>
      <Table
        {...{ labelledBy: 'differences', rows }}
        heads={[t.field, ...comparison.approaches.map(({ approach }) => approach)]}
      />
    </>
  );
}
