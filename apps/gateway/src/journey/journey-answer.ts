import type { HeldCopy, JourneyDto, OwnerJourney } from './journey.dto';
import type { Part } from './upstream-part';

/** A change can reach the copy before the outbox notes that it was published, or before it is published again. */
const lagMs = (from: string | null | undefined, to: string | null | undefined): number | null =>
  from && to ? Math.max(0, Date.parse(to) - Date.parse(from)) : null;

function copyOf(held: HeldCopy, owner: OwnerJourney | null): JourneyDto['copy'] {
  const change = owner?.versions.find(({ version }) => version === held.version);
  return {
    ...held,
    behindBy: owner ? owner.version - held.version : null,
    applyLagMs: lagMs(change?.publishedAt, held.appliedAt),
    totalLagMs: lagMs(change?.committedAt, held.appliedAt),
  };
}

const sourceOf = <Name extends string>(name: Name, { value, tookMs, reason }: Part<object>) => {
  // That a ride is not there is an answer, too.
  const from: Name | 'unavailable' = value || reason === 'not-found' ? name : 'unavailable';
  return { from, tookMs, reason };
};

/** Both services' parts as one, with the time that each hop took. */
export function journeyAnswer(
  rideId: string,
  ownerPart: Part<OwnerJourney>,
  copyPart: Part<HeldCopy>,
): JourneyDto {
  const owner = ownerPart.value;
  const versions = owner?.versions.map((change) => ({
    ...change,
    publishLagMs: lagMs(change.committedAt, change.publishedAt),
  }));
  return {
    rideId,
    version: owner?.version ?? null,
    versions: versions ?? null,
    copy: copyPart.value && copyOf(copyPart.value, owner),
    sources: {
      versions: sourceOf('ride-service', ownerPart),
      copy: sourceOf('driver-service', copyPart),
    },
  };
}
