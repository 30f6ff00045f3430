import { useState } from 'preact/hooks';
import { Select } from '../look/card';
import type { Parameters } from '../navigation/view';
import { drivers, facts, rides } from '../server/live';
import { say } from './texts';

const SUGGESTIONS = 50;

interface Props {
  readonly parameters: Parameters;
  readonly change: (changed: Parameters) => void;
}

const named = (names: readonly string[] = []) => names.map((name) => [name, name] as const);

export function Choices({ parameters, change }: Props) {
  const t = say();
  const { driver = '', approach = '', cache = '', details } = parameters;
  const { approaches, cachingChoices } = facts.value ?? {};
  const cacheable = approach === '' || approach === 'hybrid';
  return (
    <div class="row">
      <Driver key={driver} driver={driver} choose={(chosen) => change({ driver: chosen })} />
      <Select
        {...{ label: t.approach, value: approach, choose: (chosen) => change({ approach: chosen }) }}
        options={[['', t.usual(approaches?.[0] ?? '…')], ...named(approaches)]}
      />
      <Select
        {...{ label: t.cache, value: cacheable ? cache : '', disabled: !cacheable }}
        options={[['', cacheable ? t.usualCache : t.onlyHybrid], ...named(cachingChoices)]}
        choose={(chosen) => change({ cache: chosen })}
      />
      <label>
        <input
          type="checkbox"
          checked={details !== 'false'}
          onChange={({ currentTarget }) => change({ details: currentTarget.checked ? undefined : 'false' })}
        />{' '}
        {t.details}
      </label>
    </div>
  );
}

/** Free text; drivers on a ride are suggested first. Taken when it is left or Enter is pressed. */
function Driver({ driver, choose }: { readonly driver: string; readonly choose: (driver: string) => void }) {
  const [text, setText] = useState(driver);
  const suggested = new Set([...rides.value.map((ride) => ride.driverId), ...(drivers.value?.ids ?? [])]);
  const take = () => text.trim() && text.trim() !== driver && choose(text.trim());
  return (
    <form onSubmit={(event) => (event.preventDefault(), take())}>
      <label>
        {say().driver}{' '}
        <input
          {...{ list: 'known-drivers', value: text, size: 12, maxLength: 64, required: true }}
          onInput={({ currentTarget }) => setText(currentTarget.value)}
          onChange={take}
        />
      </label>
      <datalist id="known-drivers">
        {[...suggested].slice(0, SUGGESTIONS).map((id) => (
          <option key={id} value={id} />
        ))}
      </datalist>
    </form>
  );
}
