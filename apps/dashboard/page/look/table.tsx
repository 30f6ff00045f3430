import type { ComponentChild } from 'preact';

export interface TableRow {
  readonly key: string;
  /** The first names the row. */
  readonly cells: readonly ComponentChild[];
  readonly class?: string;
}

interface Props {
  /** The id of the heading that names the table. */
  readonly labelledBy: string;
  readonly heads: readonly string[];
  readonly rows: readonly TableRow[];
  readonly class?: string;
  /** Its changes are said by screen readers, when they are idle. */
  readonly live?: boolean;
}

/** A table that scrolls by itself where it is wider than the page, with the keyboard too. */
export function Table({ labelledBy, heads, rows, live = false, ...props }: Props) {
  return (
    <div class={`wide ${props.class ?? ''}`} tabIndex={0} role="region" aria-labelledby={labelledBy}>
      <table>
        <thead>
          <tr>
            {heads.map((head) => (
              <th key={head} scope="col">
                {head}
              </th>
            ))}
          </tr>
        </thead>
        <tbody aria-live={live ? 'polite' : undefined}>
          {rows.map(({ key, cells: [name, ...cells], class: of }) => (
            <tr key={key} class={of}>
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
