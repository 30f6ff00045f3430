import type { ComponentChildren } from 'preact';
import { brightness } from './figures';
import type { Source } from './source';
import { say } from './texts';

interface Props {
  readonly source: Source;
  /** Fades the badge; absent: as fresh. */
  readonly ageMs?: number | null | undefined;
  /** Absent: the source's own name. */
  readonly children?: ComponentChildren;
}

/** A source by its colour and pattern, and in words. */
export function SourceBadge({ source, ageMs, children }: Props) {
  return (
    <span class={`badge source-${source}`}>
      <span class="swatch" style={{ '--bright': brightness(ageMs) }} aria-hidden="true" />
      {children ?? say()[source]}
    </span>
  );
}
