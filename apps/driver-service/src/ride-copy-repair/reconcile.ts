import {
  MAX_RIDES_DIGESTED,
  MAX_RIDES_LISTED,
  type RideChanged,
  type RideDigest,
} from '@ride-hailing/contracts';
import type { RideCopy } from '../ride-copy/ride-copy.service';
import type { CopyTable } from './copy-table';
import { type Difference, DIFFERENCE_KINDS, type DifferenceKind, differences } from './differences';
import type { OwnerEssentialsClient } from './owner-essentials.client';

/** Rides per bucket on each level: of the whole copy, of a bucket that differs, of a bucket compared row by row. */
const BUCKETS = [MAX_RIDES_DIGESTED, 1_000, 100] as const;
const MOST_ROWS_AT_ONCE = 20_000;
const MOST_ROUNDS = 10;

export interface ReconcileReport {
  /** Rides of the owner compared so far. */
  rides: number;
  /** Buckets compared on all levels. */
  buckets: number;
  /** Buckets whose rows had to be compared. */
  differing: number;
  repaired: Record<DifferenceKind, number>;
  /** Rows that were still wrong after the last round of repairs. */
  left: number;
}

const isSame = (a: RideDigest, b: RideDigest): boolean =>
  a.count === b.count && a.maxVersion === b.maxVersion && a.hash === b.hash;

type Forced = Extract<Difference, { row: unknown }>;

const isForced = (one: Difference): one is Forced => 'row' in one;

/** Finds where the copy differs from its owner, by digests of ever smaller buckets, and repairs the rows. */
export class Reconciliation {
  readonly report: ReconcileReport = {
    rides: 0,
    buckets: 0,
    differing: 0,
    repaired: Object.fromEntries(DIFFERENCE_KINDS.map((kind) => [kind, 0])) as Record<DifferenceKind, number>,
    left: 0,
  };

  constructor(
    private readonly owner: Pick<OwnerEssentialsClient, 'page' | 'digest'>,
    private readonly table: CopyTable,
    private readonly copy: Pick<RideCopy, 'apply'>,
    private readonly onProgress: (report: ReconcileReport) => void,
    private readonly sizes: readonly number[] = BUCKETS,
  ) {}

  /**
   * Compares and repairs the whole copy once. Events may flow meanwhile.
   * @throws RemoteCallError when the owner does not answer; what was repaired stays
   */
  async run(): Promise<ReconcileReport> {
    await this.compare('', '', 0);
    return this.report;
  }

  /** Compares buckets of one size along a range. The last one is open, to include rides that only the copy has. */
  private async compare(from: string, until: string, level: number): Promise<void> {
    const limit = this.sizes[level] ?? MAX_RIDES_LISTED;
    for (let after = from; ;) {
      const theirs = await this.owner.digest({ after, until, limit });
      const end = theirs.more ? theirs.lastRideId : until;
      this.report.buckets += 1;
      if (level === 0) this.report.rides += theirs.count;
      if (!isSame(theirs, await this.table.digest(after, end))) {
        if (level + 1 < this.sizes.length) await this.compare(after, end, level + 1);
        else await this.repairRows(after, end);
      }
      if (level === 0) this.onProgress(this.report);
      if (!theirs.more) return;
      after = end;
    }
  }

  /**
   * Compares again after overwriting a row: the wrong row's version may have rejected an event before, and only the
   * owner still has that change.
   */
  private async repairRows(after: string, until: string): Promise<void> {
    this.report.differing += 1;
    for (let round = 1; ; round += 1) {
      const rows = await this.table.rows(after, until, MOST_ROWS_AT_ONCE);
      const found = differences(rows, await this.ridesOf(after, until));
      const forced = found.filter(isForced);
      if (round > MOST_ROUNDS) {
        this.report.left += forced.length;
        return;
      }
      await this.repair(found);
      if (forced.length === 0 && rows.length < MOST_ROWS_AT_ONCE) return;
    }
  }

  private async ridesOf(from: string, until: string): Promise<RideChanged[]> {
    const all: RideChanged[] = [];
    for (let after = from; ;) {
      const { rides, more } = await this.owner.page({ after, until, limit: MAX_RIDES_LISTED });
      all.push(...rides);
      if (!more) return all;
      after = rides.at(-1)?.rideId ?? after;
    }
  }

  private async repair(found: readonly Difference[]): Promise<void> {
    const { repaired } = this.report;
    for (const kind of ['missing', 'behind'] as const) {
      const rides = found.flatMap((one) => (one.kind === kind ? [one.ride] : []));
      repaired[kind] += await this.copy.apply(rides);
    }
    for (const one of found) {
      if (!isForced(one)) continue;
      const written = await this.overwrite(one);
      if (written) repaired[one.kind] += 1;
    }
  }

  private overwrite(one: Forced): Promise<boolean> {
    return one.kind === 'extra' ? this.table.remove(one.row) : this.table.overwrite(one.row, one.ride);
  }
}
