import { drivers, facts, rides } from '../server/live';
import { useState } from 'preact/hooks';
import type { Parameters } from '../navigation/use-parameters';
import { say } from './texts';

const SUGGESTIONS = 50;

interface Props {
  readonly parameters: Parameters;
  readonly change: (changed: Parameters) => void;
}

export function Choices({ parameters, change }: Props) {
  const t = say();
  const { driver = '', approach = '', cache = '', details } = parameters;
  const known = facts.value;
  const cacheable = approach === '' || approach === 'hybrid';
  return (
    <div class="row choices">
      <Driver key={driver} driver={driver} choose={(chosen) => change({ driver: chosen })} />
      <label>
        {t.approach}
        <select value={approach} onChange={({ currentTarget }) => change({ approach: currentTarget.value })}>
          <option value="">{t.usual(known?.approaches[0] ?? '…')}</option>
          {known?.approaches.map((name) => (
            <option key={name}>{name}</option>
          ))}
        </select>
      </label>
      <label title={cacheable ? undefined : t.onlyHybrid}>
        {t.cache}
        <select
          value={cacheable ? cache : ''}
          disabled={!cacheable}
          onChange={({ currentTarget }) => change({ cache: currentTarget.value })}
        >
          <option value="">{t.usualCache}</option>
          {known?.cachingChoices.map((name) => (
            <option key={name}>{name}</option>
          ))}
        </select>
      </label>
      <label class="inline">
        <input
          type="checkbox"
          checked={details !== 'false'}
          onChange={({ currentTarget }) => change({ details: currentTarget.checked ? undefined : 'false' })}
        />
        {t.details}
      </label>
    </div>
  );
}

/** Free text; drivers on a ride are suggested first. Taken when it is left or Enter is pressed. */
function Driver({ driver, choose }: { readonly driver: string; readonly choose: (driver: string) => void }) {
  const [text, setText] = useState(driver);
  const suggested = new Set([...rides.value.map((ride) => ride.driverId), ...(drivers.value?.ids ?? [])]);
  const chosen = text.trim();
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        if (chosen) choose(chosen);
      }}
    >
      <label>
        {say().driver}
        <input
          {...{
            list: 'known-drivers',
            value: text,
            size: 12,
            maxLength: 64,
            required: true,
            spellcheck: false,
          }}
          onInput={({ currentTarget }) => setText(currentTarget.value)}
          onChange={() => chosen && chosen !== driver && choose(chosen)}
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
