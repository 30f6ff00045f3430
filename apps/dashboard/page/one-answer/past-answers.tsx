import type { Asked } from '../../src/page-api';
import { duration } from '../look/figures';
import { Digits } from '../look/figure';
import { type Answer, answerIn } from './answer';
import { From } from './answer-card';
import { say } from './texts';

export interface Past {
  readonly key: string;
  readonly status: number;
  readonly tookMs: number;
  readonly answer: Answer | null;
}

const KEPT = 8;

export const withOneMore = (
  past: readonly Past[],
  { traceId, status, tookMs, body }: Asked,
): readonly Past[] =>
  [{ key: `${traceId} ${past.length}`, status, tookMs, answer: answerIn(body) }, ...past].slice(0, KEPT);

/** The last answers, so that a choice can be held against the one before. */
export function PastAnswers({ past }: { readonly past: readonly Past[] }) {
  const t = say();
  if (past.length < 2) return null;
  return (
    <div class="card">
      <h2 id="past">{t.past}</h2>
      <div class="wide" tabIndex={0} role="region" aria-labelledby="past">
        <table>
          <thead>
            <tr>
              {[t.driver, t.approach, t.took, t.ride, t.details].map((head) => (
                <th key={head} scope="col">
                  {head}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {past.map(({ key, status, tookMs, answer }) => (
              <tr key={key}>
                <td>{answer?.driverId ?? '–'}</td>
                <td>
                  {answer ? answer.approach : `HTTP ${status}`}
                  {answer?.cache && ` / ${answer.cache}`}
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
    </div>
  );
}
