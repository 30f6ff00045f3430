import { isChanging, type PlantedRide } from '../planted-rides';
import type { Answer } from './details-port';

export interface CheckReport {
  /** Answers that were that ride's own: its rider and its version. */
  readonly right: number;
  /** The first that was not. */
  readonly wrong: string | null;
  /** Of rides whose notes were changed meanwhile: answers with the new ones. */
  readonly changed: number;
  /** When the last answer with the old ones was asked for, ms since 1970; 0 for none. */
  readonly lastUnchangedAskedAt: number;
}

/** Compares every answer with what was planted. */
export class AnswerCheck {
  private right = 0;
  private wrong: string | null = null;
  private changed = 0;
  private lastUnchangedAskedAt = 0;

  constructor(
    /** What the changing rides' notes become in the middle. */
    private readonly newNotes: string,
  ) {}

  /** @param askedAt ms since 1970 */
  look(index: number, ride: PlantedRide, answer: Answer | undefined, askedAt: number): void {
    if (answer?.riderName !== ride.riderName || answer.version !== ride.version) {
      this.wrong ??= `${ride.rideId} was answered with ${JSON.stringify(answer)}`;
      return;
    }
    this.right += 1;
    if (!isChanging(index)) return;
    if (answer.notes === this.newNotes) this.changed += 1;
    else this.lastUnchangedAskedAt = Math.max(this.lastUnchangedAskedAt, askedAt);
  }

  report(): CheckReport {
    const { right, wrong, changed, lastUnchangedAskedAt } = this;
    return { right, wrong, changed, lastUnchangedAskedAt };
  }
}
