import { useEffect, useState } from 'preact/hooks';
import type { Asked } from '../../src/page-api';
import { Card, Table } from '../look/card';
import { duration } from '../look/figures';
import { answerIn } from './answer';
import { From, wayOf } from './answer-card';
import { say } from './texts';

const KEPT = 8;

/** The answers since the view was opened, the newest first, so that a choice can be held against the one before. */
export function PastAnswers({ newest }: { readonly newest: Asked | undefined }) {
  const t = say();
  const [past, setPast] = useState<readonly Asked[]>([]);
  useEffect(() => {
    if (newest) setPast((before) => [newest, ...before].slice(0, KEPT));
  }, [newest]);
  if (past.length < 2) return null;
  const rows = past.map(({ traceId, status, tookMs, body }) => {
    const answer = answerIn(body);
    const parts = answer
      ? [<From origin={answer.sources.ride} />, <From origin={answer.sources.details} />]
      : [];
    const way = answer ? wayOf(answer) : `HTTP ${status}`;
    return { key: traceId, cells: [way, duration(tookMs), answer?.driverId, ...parts] };
  });
  const heads = [t.approach, t.took, t.driver, t.ride, t.detailsPart];
  return (
    <Card title={t.past}>
      <Table {...{ label: t.past, rows, heads }} />
    </Card>
  );
}
