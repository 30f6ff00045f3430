import { effect, signal } from '@preact/signals';
import type { Language } from '@ride-hailing/contracts';

const REMEMBERED = 'language';

function preferred(): Language {
  const remembered = localStorage.getItem(REMEMBERED);
  if (remembered === 'en' || remembered === 'ko') return remembered;
  return navigator.language.toLowerCase().startsWith('ko') ? 'ko' : 'en';
}

/** The language of the page: that of the browser until someone switches, then the one chosen last. */
export const language = signal<Language>(preferred());

effect(() => {
  document.documentElement.lang = language.value;
});

export function choose(chosen: Language): void {
  language.value = chosen;
  localStorage.setItem(REMEMBERED, chosen);
}

type Words = Readonly<Record<string, string | ((...values: never[]) => string)>>;
/** The same keys, and functions with the same parameters. */
type Same<W extends Words> = { readonly [K in keyof W]: W[K] extends string ? string : W[K] };

/**
 * The texts of a view in both languages: `const say = texts({ en: { … }, ko: { … } })`, and in a component
 * `const t = say();`, which renders again when the language is switched.
 */
export function texts<W extends Words>({ en, ko }: { readonly en: W; readonly ko: Same<W> }): () => Same<W> {
  return () => (language.value === 'ko' ? ko : (en as Same<W>));
}
