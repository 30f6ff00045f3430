import { signal } from '@preact/signals';

const dark = matchMedia('(prefers-color-scheme: dark)');

/** The theme follows the system's; drawings on a canvas read it, since CSS does not reach them. */
export const prefersDark = signal(dark.matches);

const known = new Map<string, string>();

dark.addEventListener('change', () => {
  known.clear();
  prefersDark.value = dark.matches;
});

/** The colour of a custom property of look.css in the theme of now, which only a property that is one resolves. */
export function token(name: string): string {
  const root = document.documentElement;
  if (!known.has(name)) root.style.caretColor = `var(${name})`;
  const value = known.get(name) ?? getComputedStyle(root).caretColor;
  known.set(name, value);
  return value;
}

export const font = (px: number): string => `${px}px ${getComputedStyle(document.body).fontFamily}`;
