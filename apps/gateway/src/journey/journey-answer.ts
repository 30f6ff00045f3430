import type { HeldCopy, JourneyDto, OwnerJourney, Part } from './journey.dto';

/** Never negative: a change can reach the copy before the outbox records its publication, or before it is published again. */
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
  // The service did answer when it said that it does not have the ride.
  const from: Name | 'unavailable' = value || reason === 'not-found' ? name : 'unavailable';
  return { from, tookMs, reason };
};

/** Joins the two parts, with the lag of each hop. */
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
