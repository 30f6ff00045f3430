import { useMemo, useState } from 'preact/hooks';
import { Card, NumberInput } from '../look/card';
import { useParameters, type ViewProps } from '../navigation/view';
import MEASURED from './measured.json';
import { canBe, LIMITS, NUMBER_NAMES, type NumberName, type Numbers, numbersIn } from './numbers';
import { ranking, turns } from './ranking';
import { RankingTable, TurnsTable } from './ranking-tables';
import { FORMULAS, say, UNSAID } from './texts';

/** Absent where the page was built without the documentation, as in a container. */
const [REPORT] = Object.values(
  import.meta.glob<string>('../../../../docs/lab/README.md', {
    eager: true,
    query: '?url',
    import: 'default',
  }),
);

export default function DecideView(props: ViewProps) {
  const t = say();
  const [parameters, change] = useParameters(props);
  // Starts the fields afresh, so that what was refused in one is gone as well.
  const [fresh, setFresh] = useState(0);
  const given = JSON.stringify(parameters);
  const { numbers, ranked, turned } = useMemo(() => {
    const taken = numbersIn(parameters);
    return { numbers: taken, ranked: ranking(MEASURED, taken), turned: turns(MEASURED, taken) };
  }, [given]);
  const reset = () => {
    change(Object.fromEntries(NUMBER_NAMES.map((name) => [name, undefined])));
    setFresh(fresh + 1);
  };
  return (
    <>
      <NumberFields
        key={fresh}
        numbers={numbers}
        change={(name, value) => change({ [name]: String(value) })}
        reset={reset}
      />
      {ranked[0] ? <RankingTable ranked={ranked} /> : <p class="notice">{t.nothing}</p>}
      {ranked[0] && <TurnsTable first={ranked[0].approach} turned={turned} />}
      <Card title={t.limits}>
        <ul>
          {UNSAID().map((text) => (
            <li key={text}>{text}</li>
          ))}
        </ul>
        <details>
          <summary>{t.how}</summary>
          <ul>
            {FORMULAS().map((text) => (
              <li key={text}>{text}</li>
            ))}
          </ul>
        </details>
        <p class="dim">
          {t.from(MEASURED.command, MEASURED.measuredAt.slice(0, 10))}{' '}
          <a href={REPORT} target="_blank" rel="noreferrer">
            docs/lab/README.md
          </a>
        </p>
      </Card>
    </>
  );
}

interface FieldsProps {
  readonly numbers: Numbers;
  readonly change: (name: NumberName, value: number) => void;
  readonly reset: () => void;
}

/** What an engineer says of a case, and prices behind a fold. The browser refuses what cannot be taken, and says why. */
function NumberFields({ numbers, change, reset }: FieldsProps) {
  const t = say();
  const field = (name: NumberName) => {
    const { least, most, whole } = LIMITS[name];
    const take = (input: HTMLInputElement) => {
      if (input.reportValidity() && canBe(name, input.valueAsNumber)) change(name, input.valueAsNumber);
    };
    return (
      <NumberInput
        key={name}
        label={t[name]}
        {...{ min: least, max: most, step: whole ? 1 : 'any', defaultValue: String(numbers[name]) }}
        onInput={({ currentTarget }) => take(currentTarget)}
      />
    );
  };
  const isPrice = (name: NumberName) => LIMITS[name].isPrice === true;
  return (
    <Card title={t.yours} aside={<button onClick={reset}>{t.usual}</button>}>
      <div class="row fields">{NUMBER_NAMES.filter((name) => !isPrice(name)).map(field)}</div>
      <details>
        <summary>{t.prices}</summary>
        <div class="row fields">{NUMBER_NAMES.filter(isPrice).map(field)}</div>
      </details>
    </Card>
  );
}
