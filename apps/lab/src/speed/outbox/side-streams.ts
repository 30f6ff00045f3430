import { RIDE_EVENTS } from '@ride-hailing/contracts';
import type { LabBroker } from '../../world/lab-broker';

export const STREAM_OF = { naive: 'NAIVE_EVENTS', bare: 'BARE_EVENTS' } as const;

/** Where the sides beside the project publish to: streams like that of the ride events. */
export async function addSideStreams(broker: LabBroker): Promise<void> {
  for (const [side, stream] of Object.entries(STREAM_OF))
    await broker.addLike(RIDE_EVENTS, stream, `${side}.changed.*`);
}
