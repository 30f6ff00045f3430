import type { System } from '@ride-hailing/contracts';
import type { Change } from '../page-api';

/** The faults that were at work while a change was watched. */
export class FaultBands {
  private readonly bands = new Map<string, { readonly title: string; readonly from: number; to: number }>();
  private atWork: ReadonlySet<string> = new Set();

  /** @param now epoch ms */
  look(system: System | null, now: number): void {
    if (!system) return;
    for (const { id, title, startedAt, endsAt } of system.faults) {
      this.bands.set(id, { title, from: Date.parse(startedAt), to: Date.parse(endsAt) });
    }
    const atWork = new Set(system.faults.map(({ id }) => id));
    for (const [id, band] of this.bands) {
      // Somebody has ended it before its time.
      if (this.atWork.has(id) && !atWork.has(id)) band.to = Math.min(band.to, now);
    }
    this.atWork = atWork;
  }

  /** Epoch ms of the last end of one that is at work; undefined when none is. */
  lastEnd(): number | undefined {
    const ends = [...this.atWork].flatMap((id) => this.bands.get(id)?.to ?? []);
    return ends.length > 0 ? Math.max(...ends) : undefined;
  }

  view(askedAt: number): Change['faults'] {
    return [...this.bands.values()].map(({ title, from, to }) => ({
      title,
      fromMs: from - askedAt,
      toMs: to - askedAt,
    }));
  }
}
