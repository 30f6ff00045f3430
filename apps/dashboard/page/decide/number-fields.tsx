import { useId, useState } from 'preact/hooks';
import { LIMITS, NUMBER_NAMES, type NumberName, type Numbers, type Refusal, refusalOf } from './numbers';
import { say } from './texts';

interface Props {
  readonly numbers: Numbers;
  readonly change: (name: NumberName, value: number) => void;
  readonly reset: () => void;
}

export const unitOf = (name: NumberName, perSecond: string): string =>
  ({
    ...{ readsPerSecond: perSecond, changesPerSecond: perSecond, recordBytes: 'B' },
    ...{ roundTripMs: 'ms', availability: '%', maxAgeSeconds: 's' },
  })[name as string] ?? '';

/** What an engineer says of a case, and prices behind a fold. A number that cannot be taken is refused in its place. */
export function NumberFields({ numbers, change, reset }: Props) {
  const t = say();
  const fields = (isPrice: boolean) =>
    NUMBER_NAMES.filter((name) => Boolean(LIMITS[name].isPrice) === isPrice).map((name) => (
      <NumberField key={name} name={name} value={numbers[name]} change={(value) => change(name, value)} />
    ));
  return (
    <form class="card" onSubmit={(event) => event.preventDefault()}>
      <div class="row spread">
        <h2>{t.yours}</h2>
        <button type="button" onClick={reset}>
          {t.usual}
        </button>
      </div>
      <div class="numbers">{fields(false)}</div>
      <details>
        <summary>{t.prices}</summary>
        <div class="numbers">{fields(true)}</div>
      </details>
    </form>
  );
}

function NumberField(props: {
  readonly name: NumberName;
  readonly value: number;
  readonly change: (value: number) => void;
}) {
  const { name, value } = props;
  const t = say();
  const id = useId();
  const [refusal, setRefusal] = useState<Refusal>(null);
  const { least, most } = LIMITS[name];
  const take = (text: string) => {
    const given = text.trim() === '' ? Number.NaN : Number(text);
    const refused = refusalOf(name, given);
    setRefusal(refused);
    if (refused === null) props.change(given);
  };
  return (
    <div class="number">
      <label for={id}>{t[name]}</label>
      <span class="row">
        <input
          {...{ id, inputMode: 'decimal', value, size: 9, 'aria-invalid': refusal !== null }}
          aria-describedby={refusal ? `${id}-refusal` : undefined}
          onInput={({ currentTarget }) => take(currentTarget.value)}
        />
        <span class="unit">{unitOf(name, t.perSecond)}</span>
      </span>
      {refusal && (
        <span id={`${id}-refusal`} class="differs" role="alert">
          {t[refusal]} ({least.toLocaleString('en-US')} – {most.toLocaleString('en-US')})
        </span>
      )}
    </div>
  );
}
