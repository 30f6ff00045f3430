/** How good a cell is: said by its words too, never by colour alone. */
export type Tone = 'good' | 'fair' | 'poor' | 'bad' | 'none';

export interface Cell {
  readonly text: string;
  /** Anchor that other pages link to. */
  readonly id?: string;
  /** A second line, smaller. */
  readonly detail?: string;
  readonly tone?: Tone;
  /** Anchors of the figures that it rests on. */
  readonly links?: readonly string[];
}

export interface Table {
  readonly title: string;
  /** What the columns mean, where their heads do not say it. */
  readonly note: string;
  readonly head: readonly string[];
  /** The first cell of a row names it. */
  readonly rows: readonly (readonly Cell[])[];
}

export interface Section {
  readonly id: string;
  readonly title: string;
  readonly paragraphs: readonly string[];
  readonly list: readonly string[];
  readonly tables: readonly Table[];
}

export const MISSING = '–';
export const text = (value: string): Cell => ({ text: value });
