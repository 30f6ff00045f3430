import { type Find, type Finding } from './finding';
import { type Results } from '../results';

/** Something that is said about a way of sharing data, and how this lab's figures answer it. */
export interface Claim {
  /** Stable: its anchor is `claim-` and this. */
  readonly id: string;
  /** What it is about. */
  readonly topic: string;
  readonly says: string;
  readonly find: Find;
}

export interface AnsweredClaim extends Finding {
  readonly id: string;
  readonly topic: string;
  readonly says: string;
}

export const answered = (claims: readonly Claim[], results: Results): AnsweredClaim[] =>
  claims.map(({ find, ...claim }) => ({ ...claim, ...find(results) }));

/** Shares below this are not noticed. */
export const UNNOTICED = 0.01;
export const JUDGEMENT = 'a judgement about code and operation, no figure of a run';
