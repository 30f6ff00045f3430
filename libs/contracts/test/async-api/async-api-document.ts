import { BROKER_NEEDS } from '../../src/broker-needs';
import { CONSUMERS } from '../../src/consumers';
import { STREAMS } from '../../src/streams';
import { type Channel, CHANNELS } from './channels';
import { MESSAGES } from './messages';

const ref = (...path: readonly string[]) => ({ $ref: `#/${path.join('/')}` });

/** The AsyncAPI 3 document of everything that the broker carries: streams, consumers, subjects and messages. */
export function asyncApiDocument(): object {
  return {
    asyncapi: '3.0.0',
    info: {
      title: 'Ride hailing: what goes over NATS JetStream',
      version: '1',
      description:
        'Operations are named by the service that sends or receives. Every message is stored in the stream that ' +
        'its channel names in `x-jetstream`, which also names the durable pull consumers: AsyncAPI has no fields for them. ' +
        'Delivery is at least once and in any order; receivers keep the highest `sequence` of a driver and the ' +
        'highest `version` of a ride. Fields that a receiver does not know are ignored.',
    },
    defaultContentType: 'application/json',
    servers: {
      nats: {
        host: '127.0.0.1:4222',
        protocol: 'nats',
        description: 'One user for each service, each with its own subjects. The host is an example.',
        security: [
          {
            type: 'userPassword',
            description:
              "A service has a password of its own. The password of a driver's phone is the driver's bearer token; " +
              "it may publish that driver's updates alone, and hear answers below `_INBOX_phone.<driverId>`.",
          },
        ],
      },
    },
    channels: Object.fromEntries(
      Object.entries(CHANNELS).map(([name, channel]) => [name, describe(channel)]),
    ),
    operations: Object.fromEntries(
      Object.entries(CHANNELS).flatMap(([name, channel]) => operationsOn(name, channel)),
    ),
    components: { messages: MESSAGES },
  };
}

const describe = ({ title, address, parameters, message, streams }: Channel) => ({
  title,
  address,
  parameters,
  messages: { [message]: ref('components', 'messages', message) },
  'x-jetstream': streams.map(describeStream),
});

function describeStream(name: string): object {
  const stream = STREAMS.find((one) => one.name === name);
  if (!stream) throw new Error(`there is no stream ${name}`);
  const consumers = CONSUMERS.filter((consumer) => consumer.stream === name);
  const checkedBy = Object.entries(BROKER_NEEDS).filter(([, { streams }]) => streams.includes(name));
  return {
    ...stream,
    consumers: consumers.map(({ durable, ackWaitMs, maxAckPending }) => ({
      durable,
      ackWaitMs,
      maxAckPending,
    })),
    checkedBy: checkedBy.map(([service]) => service),
  };
}

function operationsOn(
  name: string,
  { title, message, streams, senders, readers }: Channel,
): [string, object][] {
  const operation = (action: 'send' | 'receive', summary: string) => ({
    action,
    summary,
    channel: ref('channels', name),
    messages: [ref('channels', name, 'messages', message)],
  });
  const consumers = CONSUMERS.filter(({ stream }) => streams.includes(stream));
  return [
    ...senders.map((by): [string, object] => [`${by}-sends-${name}`, operation('send', title)]),
    ...readers.map((by): [string, object] => [`${by}-reads-${name}`, operation('receive', title)]),
    ...consumers.map(({ durable, description }): [string, object] => [
      durable,
      operation('receive', description),
    ]),
  ];
}
