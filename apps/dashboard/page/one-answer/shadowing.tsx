import { useEffect, useState } from 'preact/hooks';
import { count, duration } from '../look/figures';
import { Digits } from '../look/figure';
import { Failure } from '../server/failure';
import { shadow } from '../server/live';
import type { Problem } from '../server/problem';
import { problemIn, request } from '../server/requests';
import { say } from './texts';

const MOST = 20;

/** Background comparisons: their switch and rate, and what they have counted. */
export function Shadowing() {
  const t = say();
  const now = shadow.value;
  const [text, setText] = useState('2');
  const [problem, setProblem] = useState<Problem>();
  const isOn = (now?.perSecond ?? 0) > 0;
  useEffect(() => {
    if (now && now.perSecond > 0) setText(String(now.perSecond));
  }, [now?.perSecond]);
  const rate = Number(text);
  const isRate = text.trim() !== '' && rate > 0 && rate <= MOST;
  const turn = (perSecond: number) =>
    request('PUT', 'shadow', { body: { perSecond } }).then(
      () => setProblem(undefined),
      (error: unknown) => setProblem(problemIn(error)),
    );
  return (
    <div class="card">
      <h2 id="shadow">{t.shadow}</h2>
      <p>{t.shadowLead}</p>
      <form
        class="row"
        onSubmit={(event) => {
          event.preventDefault();
          if (isRate) void turn(rate);
        }}
      >
        <label>
          {t.rate}
          <input
            {...{ inputMode: 'decimal', size: 4, value: text, 'aria-invalid': !isRate }}
            onInput={({ currentTarget }) => setText(currentTarget.value)}
          />
        </label>
        <button disabled={!isRate}>{t.start}</button>
        <button type="button" disabled={!isOn} onClick={() => void turn(0)}>
          {t.stop}
        </button>
        {!isRate && <span class="differs">{t.rateRange}</span>}
      </form>
      {problem && <Failure problem={problem} what={t.shadow} />}
      {!isOn && <p class="dim">{t.shadowOff}</p>}
      {isOn && now?.approaches.length === 0 && <p class="dim">{t.shadowSoon}</p>}
      {now && now.approaches.length > 0 && (
        <div class="wide" tabIndex={0} role="region" aria-labelledby="shadow">
          <table>
            <thead>
              <tr>
                {[
                  t.approach,
                  t.asked,
                  t.mismatches,
                  t.failures,
                  t.ageMiddle,
                  t.ageHigh,
                  t.tookMiddle,
                  t.tookHigh,
                ].map((head) => (
                  <th key={head} scope="col">
                    {head}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {now.approaches.map((each) => (
                <tr key={each.name}>
                  <th scope="row">{each.name}</th>
                  {[each.asked, each.mismatches, each.failed].map((value, place) => (
                    <td key={place} class={place > 0 && value > 0 ? 'differs' : ''}>
                      <Digits figure={count(value)} />
                    </td>
                  ))}
                  {[each.ageP50Ms, each.ageP99Ms, each.tookP50Ms, each.tookP99Ms].map((value, place) => (
                    <td key={place}>
                      <Digits figure={duration(value)} />
                    </td>
                  ))}
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
    </div>
  );
}
