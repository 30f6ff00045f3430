import { useState } from 'preact/hooks';
import { Alert, Card, Table } from '../look/card';
import { duration } from '../look/figures';
import { Failure } from '../server/answers';
import { facts } from '../server/live';
import { problemOf } from '../server/problem';
import { ask } from '../server/requests';
import { useRequest } from '../server/use-request';
import { From } from './answer-card';
import { type Compared, type Comparison, comparisonIn, differencesIn } from './comparison';
import { say } from './texts';

/** @param path of the gateway's comparison */
export function Compare({ path }: { readonly path: string }) {
  const t = say();
  const [asked, setAsked] = useState<{ readonly path: string }>();
  const load = asked ? (signal: AbortSignal) => ask(asked.path, { signal }) : null;
  const { value, problem, busy } = useRequest(load, [asked]);
  const refused = value && value.status >= 400 ? problemOf(value.status, value.body) : problem;
  const comparison = value && !refused ? comparisonIn(value.body) : null;
  const oneOnly = (facts.value?.approaches.length ?? 0) < 2;
  return (
    <Card title={t.compare}>
      <p>{oneOnly ? t.oneOnly : t.compareLead}</p>
      <p>
        <button disabled={busy} onClick={() => setAsked({ path })}>
          {busy ? t.comparing : t.compareNow}
        </button>
      </p>
      {refused && <Failure problem={refused} what={t.failed} />}
      {value && !refused && !comparison && <Alert>{t.odd}</Alert>}
      {comparison && <Approaches comparison={comparison} />}
      {comparison && <Differences comparison={comparison} />}
    </Card>
  );
}

function Approaches({ comparison: { approaches, reference } }: { readonly comparison: Comparison }) {
  const t = say();
  const result = ({ approach, outcome, answer, problem, differs, behindBy }: Compared) => {
    if (!answer) return <span class="differs">{`${outcome}. ${problem ?? ''}`}</span>;
    if (approach === reference) return t.reference;
    if (differs.length === 0) return t.same;
    const behind = behindBy ? `, ${t.behind(behindBy)}` : '';
    return <span class="differs">{`≠ ${t.differs(differs.length)}${behind}`}</span>;
  };
  const rows = approaches.map((each) => ({
    key: each.approach,
    cells: [
      ...[each.approach, result(each), duration(each.tookMs)],
      ...(each.answer
        ? [<From origin={each.answer.sources.ride} />, <From origin={each.answer.sources.details} />]
        : []),
    ],
  }));
  const heads = [t.approach, t.result, t.took, t.ride, t.detailsPart];
  return <Table {...{ label: t.compare, rows, heads, live: true }} />;
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
        differs[place] ? <span class="differs">≠ {value ?? '–'}</span> : (value ?? '–'),
      ),
    ],
  }));
  const heads = [t.field, ...comparison.approaches.map(({ approach }) => approach)];
  return (
    <>
      <h3>{t.differences}</h3>
      <p class="dim">{t.marked}</p>
      <Table {...{ label: t.differences, rows, heads }} />
    </>
  );
}
