import type { ComponentChildren, InputHTMLAttributes } from 'preact';
import { useId } from 'preact/hooks';

interface CardProps {
  readonly title: ComponentChildren;
  /** Stands beside the title. */
  readonly aside?: ComponentChildren;
  readonly children: ComponentChildren;
}

/** A part of a view, which its title names. */
export function Card({ title, aside, children }: CardProps) {
  const id = useId();
  return (
    <section class="card" aria-labelledby={id}>
      <div class="row spread">
        <h2 id={id}>{title}</h2>
        {aside}
      </div>
      {children}
    </section>
  );
}

export interface TableRow {
  readonly key: string;
  /** The first names the row. */
  readonly cells: readonly ComponentChildren[];
  readonly style?: Readonly<Record<string, string | number>>;
}

interface TableProps {
  readonly label: string;
  readonly heads: readonly ComponentChildren[];
  readonly rows: readonly TableRow[];
  readonly class?: string;
  /** Its changes are said by screen readers, when they are idle. */
  readonly live?: boolean;
}

/** A table that scrolls by itself where it is wider or longer than its place, with the keyboard too. */
export function Table({ label, heads, rows, live, ...props }: TableProps) {
  return (
    <div class={`wide ${props.class ?? ''}`} tabIndex={0} role="region" aria-label={label}>
      <table>
        <thead>
          <tr>
            {heads.map((head, place) => (
              <th key={place} scope="col">
                {head}
              </th>
            ))}
          </tr>
        </thead>
        <tbody aria-live={live ? 'polite' : undefined}>
          {rows.map(({ key, cells: [name, ...cells], style }) => (
            <tr key={key} style={style}>
              <th scope="row">{name}</th>
              {cells.map((cell, place) => (
                <td key={place}>{cell}</td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

interface SelectProps {
  readonly label: string;
  readonly value: string;
  /** Values with what is shown for them. */
  readonly options: readonly (readonly [value: string, shown: string])[];
  readonly choose: (value: string) => void;
  readonly disabled?: boolean;
}

export const Select = ({ label, value, options, choose, disabled = false }: SelectProps) => (
  <label>
    {label}{' '}
    <select {...{ value, disabled }} onChange={({ currentTarget }) => choose(currentTarget.value)}>
      {options.map(([of, shown]) => (
        <option key={of} value={of}>
          {shown}
        </option>
      ))}
    </select>
  </label>
);

interface NumberProps extends Omit<InputHTMLAttributes<HTMLInputElement>, 'label' | 'type' | 'role'> {
  readonly label: ComponentChildren;
}

/** A number that must be given; the browser refuses what lies outside of its limits, and says why. */
export const NumberInput = ({ label, ...props }: NumberProps) => (
  <label>
    {label} <input type="number" required step="any" {...props} />
  </label>
);

/** Something that went wrong. */
export const Alert = ({ children }: { readonly children: ComponentChildren }) => (
  <p class="notice bad" role="alert">
    {children}
  </p>
);
