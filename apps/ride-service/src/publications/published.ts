/** What became of the documents of one call. */
export interface Published {
  readonly written: number;
  /** It was there already. */
  readonly unchanged: number;
  /** A higher version of the same ride is there. */
  readonly superseded: number;
  /** Times that another publisher had written in between, and the row was read again. */
  readonly conflicts: number;
}

export const NOTHING_PUBLISHED: Published = { written: 0, unchanged: 0, superseded: 0, conflicts: 0 };
