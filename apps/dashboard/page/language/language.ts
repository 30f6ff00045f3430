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

export type Pair = readonly [en: string, ko: string];
type Pairs = Readonly<Record<string, Pair | ((...values: never[]) => Pair)>>;
type Said<P extends Pairs> = {
  readonly [K in keyof P]: P[K] extends (...values: infer V) => Pair ? (...values: V) => string : string;
};

/**
 * The texts of a view as pairs: `const say = texts({ both: ['both', '둘 다'] })`, and in a component `const t = say();`,
 * which renders again when the language is switched. A pair may depend on values: `(left: number) => [`…`, `…`]`.
 */
export function texts<const P extends Pairs>(pairs: P): () => Said<P> {
  const [en, ko] = ([0, 1] as const).map((at) => {
    const said = Object.entries(pairs).map(([key, pair]) => {
      const of = pair as Pair | ((...values: unknown[]) => Pair);
      return [key, typeof of === 'function' ? (...values: unknown[]) => of(...values)[at] : of[at]];
    });
    return Object.fromEntries(said) as Said<P>;
  }) as [Said<P>, Said<P>];
  return () => (language.value === 'ko' ? ko : en);
}

/** Paragraphs in both languages; what is returned gives those of the language of now. */
export const paragraphs = (pairs: readonly Pair[]) => () =>
  pairs.map((pair) => pair[language.value === 'ko' ? 1 : 0]);
