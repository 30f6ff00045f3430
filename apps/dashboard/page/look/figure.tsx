import { useRef } from 'preact/hooks';
import { now } from './clock';
import { brightness, count, duration, type Figure } from './figures';
import { say } from './texts';

const SHOWN_AT_LEAST_MS = 500;

/** The value as it was at most half a second ago, so that figures can be read. */
export function useCalm<T>(value: T): T {
  const shown = useRef({ value, at: performance.now() });
  const tick = now.value;
  if (tick && performance.now() - shown.current.at >= SHOWN_AT_LEAST_MS)
    shown.current = { value, at: performance.now() };
  return shown.current.value;
}

/** Digits of one width with their unit. */
export function Digits({ figure }: { readonly figure: Figure }) {
  return (
    <span class="figure">
      {figure.digits}
      {figure.unit && <span class="unit"> {figure.unit}</span>}
    </span>
  );
}

export const Duration = ({ ms }: { readonly ms: number | null | undefined }) => (
  <Digits figure={duration(useCalm(ms))} />
);

export const Rate = (props: { readonly value: number | null | undefined; readonly unit?: string }) => (
  <Digits figure={count(useCalm(props.value), props.unit ?? '/s')} />
);

/** How old a value is, drawn the fainter the older. */
export function Age({ ms }: { readonly ms: number | null | undefined }) {
  const t = say();
  const calm = useCalm(ms);
  return (
    <span class="age" style={{ '--bright': brightness(calm) }}>
      <Digits figure={duration(calm)} /> {t.old}
    </span>
  );
}
