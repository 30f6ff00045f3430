import { useMemo, useState } from 'preact/hooks';
import { useParameters } from '../navigation/use-parameters';
import type { ViewProps } from '../navigation/view-props';
import './decide.css';
import MEASURED from './measured.json';
import { NumberFields } from './number-fields';
import { NUMBER_NAMES, numbersIn } from './numbers';
import { ranking, turns } from './ranking';
import { RankingTable } from './ranking-table';
import { say } from './texts';
import { TurnsTable } from './turns-table';

export default function DecideView(props: ViewProps) {
  const t = say();
  const [parameters, change] = useParameters('decide', props);
  // Starts the fields afresh, so that what was refused in one is gone as well.
  const [fresh, setFresh] = useState(0);
  const given = JSON.stringify(parameters);
  const { numbers, ranked, turned } = useMemo(() => {
    const named = Object.entries(parameters).flatMap(([name, value]) => (value ? [[name, value]] : []));
    const taken = numbersIn(Object.fromEntries(named) as Record<string, string>);
    return { numbers: taken, ranked: ranking(MEASURED, taken), turned: turns(MEASURED, taken) };
  }, [given]);
  const reset = () => {
    change(Object.fromEntries(NUMBER_NAMES.map((name) => [name, undefined])));
    setFresh(fresh + 1);
  };
  return (
    <section class="view decide">
      {!props.embedded && (
        <p class="lead">
          {t.lead} {t.try}
        </p>
      )}
      <NumberFields
        key={fresh}
        numbers={numbers}
        change={(name, value) => change({ [name]: String(value) })}
        reset={reset}
      />
      {ranked.length === 0 ? (
        <p class="notice">{t.nothing}</p>
      ) : (
        <>
          <RankingTable ranked={ranked} />
          <TurnsTable first={ranked[0]?.approach ?? ''} turned={turned} />
        </>
      )}
      <div class="card words">
        <details>
          <summary>{t.how}</summary>
          <ul>
            {[t.formula1, t.formula2, t.formula3, t.formula4, t.formula5].map((text) => (
              <li key={text}>{text}</li>
            ))}
          </ul>
        </details>
        <h2>{t.limits}</h2>
        <ul>
          {[t.limit1, t.limit2, t.limit3, t.limit4, t.limit5, t.limit6, t.limit7].map((text) => (
            <li key={text}>{text}</li>
          ))}
        </ul>
        <p class="dim">
          {t.from(MEASURED.command, MEASURED.measuredAt.slice(0, 10))}{' '}
          <code>docs/tradeoffs/tradeoffs.md</code>
        </p>
      </div>
    </section>
  );
}
