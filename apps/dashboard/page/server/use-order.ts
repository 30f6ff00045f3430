import { useState } from 'preact/hooks';
import type { Problem } from './problem';
import { problemIn } from './requests';

export interface Ordered {
  readonly busy: boolean;
  /** What the last order said when it was carried out. */
  readonly said: string;
  readonly problem: Problem | undefined;
}

/** The state of the last order, and a function that gives the next one. */
export function useOrder(): readonly [Ordered, (work: () => Promise<string | void>) => void] {
  const [ordered, setOrdered] = useState<Ordered>({ busy: false, said: '', problem: undefined });
  const order = (work: () => Promise<string | void>) => {
    setOrdered({ busy: true, said: '', problem: undefined });
    void work().then(
      (said) => setOrdered({ busy: false, said: said ?? '', problem: undefined }),
      (error: unknown) => setOrdered({ busy: false, said: '', problem: problemIn(error) }),
    );
  };
  return [ordered, order];
}
