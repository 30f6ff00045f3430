import type { Anomaly } from '@ride-hailing/testing';
import type { ChaosOutcome } from '../chaos-run';

/** Something that happened, in one lane of the picture. Times are ms since 1970. */
export interface Happening {
  readonly lane: string;
  readonly from: number;
  readonly until: number;
  readonly text: string;
  readonly isWrong: boolean;
}

/** Around the wrong answer, which shows what came before it. */
const BEFORE_MS = 3_000;
const AFTER_MS = 500;
/** A picture of more is no picture. */
const MOST_HAPPENINGS = 150;

type Seen = Pick<ChaosOutcome, 'history' | 'faults' | 'evidence'>;
type Timed = Omit<Happening, 'isWrong'>;

function clientsOf(
  { commands, rideReads, driverReads }: Seen['history'],
  isAbout: (...ids: (string | null | undefined)[]) => boolean,
): Timed[] {
  const line = (
    client: string,
    { begunAt, endedAt }: { begunAt: number; endedAt: number },
    text: string,
  ) => ({
    ...{ lane: client, from: begunAt, until: endedAt, text },
  });
  return [
    ...commands
      .filter(({ rideId, driverId, key }) => isAbout(rideId, driverId, key))
      .map((call) => {
        const whom = call.command === 'assign' ? ` ${call.driverId}` : '';
        return line(
          call.client,
          call,
          `${call.command}${whom}: ${call.status ?? 'no answer'} ${call.tag ?? ''}`,
        );
      }),
    ...rideReads
      .filter(({ rideId }) => isAbout(rideId))
      .map((read) => line(read.client, read, `reads the ride: ${JSON.stringify(read.shown) ?? 'no answer'}`)),
    ...driverReads
      .filter(({ driverId, shown }) => isAbout(driverId, shown?.ride?.id))
      .map((read) => {
        const token = read.token === undefined ? '' : ` at least ${read.token}`;
        const answer = JSON.stringify(read.shown) ?? read.status ?? 'no answer';
        return line(read.client, read, `reads ${read.driverId} by ${read.by}${token}: ${answer}`);
      }),
  ];
}

/** What the anomaly is about: its rides and drivers alone, near it in time, and the faults of that time. */
export function relevantPart(anomaly: Anomaly, { history, faults, evidence }: Seen): Happening[] {
  const isAbout = (...ids: (string | null | undefined)[]) =>
    ids.some((id) => id && anomaly.about.includes(id));
  const committed = evidence.log.filter(({ rideId, driverId }) => isAbout(rideId, driverId));
  const ofRides = committed.filter(({ rideId }) => anomaly.about.includes(rideId));
  const near = ofRides.length > 0 ? ofRides : committed;
  const all: Timed[] = [
    ...clientsOf(history, isAbout),
    ...committed.map(({ rideId, version, status, driverId, loggedAt: at }) => ({
      ...{
        lane: "owner's log",
        from: at,
        until: at,
        text: `${rideId} v${version} ${status} ${driverId ?? ''}`,
      },
    })),
    ...evidence.events
      .filter(({ rideId }) => isAbout(rideId))
      .map(({ rideId, version, storedAt: at }) => ({
        ...{ lane: 'stream', from: at, until: at, text: `${rideId} v${version} stored` },
      })),
    ...[...evidence.appliedAt]
      .filter(([rideId]) => isAbout(rideId))
      .map(([rideId, at]) => ({
        ...{ lane: 'copy', from: at, until: at, text: `${rideId}: the last change applied` },
      })),
  ];
  const times = anomaly.from === undefined ? near.map(({ loggedAt }) => loggedAt) : [anomaly.from];
  const ends = anomaly.until === undefined ? times : [anomaly.until];
  const [from, until] = [Math.min(...times) - BEFORE_MS, Math.max(...ends) + AFTER_MS];
  const overlaps = (one: Pick<Timed, 'from' | 'until'>) => one.until >= from && one.from <= until;
  const lanes = [
    ...all,
    ...faults.map((fault) => ({ ...fault, lane: 'faults', text: `${fault.kind} ${fault.target}` })),
  ];
  return lanes
    .filter(overlaps)
    .map(({ lane, from, until, text }) => ({
      ...{ lane, from, until, text },
      isWrong: lane !== 'faults' && from === anomaly.from && until === anomaly.until,
    }))
    .sort((a, b) => a.from - b.from)
    .slice(-MOST_HAPPENINGS);
}
