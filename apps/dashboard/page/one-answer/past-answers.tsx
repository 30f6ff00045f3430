import type { Asked } from '../../src/page-api';
import { duration } from '../look/figures';
import { Digits } from '../look/figure';
import { Table } from '../look/table';
import { answerIn } from './answer';
import { From } from './answer-card';
import { say } from './texts';

const KEPT = 8;

export const withOneMore = (past: readonly Asked[], asked: Asked): readonly Asked[] =>
  [asked, ...past].slice(0, KEPT);

/** The last answers, so that a choice can be held against the one before. */
export function PastAnswers({ past }: { readonly past: readonly Asked[] }) {
  const t = say();
  if (past.length < 2) return null;
  const rows = past.map(({ traceId, status, tookMs, body }) => {
    const answer = answerIn(body);
    const way = answer ? [answer.approach, answer.cache].filter(Boolean).join(' / ') : `HTTP ${status}`;
    const parts = answer ? [<From origin={answer.ride} />, <From origin={answer.details} />] : [];
    return { key: traceId, cells: [way, <Digits figure={duration(tookMs)} />, answer?.driverId, ...parts] };
  });
  return (
    <div class="card">
      <h2 id="past">{t.past}</h2>
      <Table
        {...{ labelledBy: 'past', rows, heads: [t.approach, t.took, t.driver, t.ride, t.detailsPart] }}
      />
    </div>
  );
}
