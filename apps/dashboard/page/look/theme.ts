import { signal } from '@preact/signals';

const dark = matchMedia('(prefers-color-scheme: dark)');

/** The theme follows the system's; drawings on a canvas read it, since CSS does not reach them. */
export const prefersDark = signal(dark.matches);

dark.addEventListener('change', () => {
  known.clear();
  prefersDark.value = dark.matches;
});

const known = new Map<string, string>();

/** The value of a custom property of look.css in the theme of now. */
export function token(name: string): string {
  const value = known.get(name) ?? getComputedStyle(document.documentElement).getPropertyValue(name).trim();
  known.set(name, value);
  return value;
}
