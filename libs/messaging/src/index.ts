export { BatchConsumer, type BatchConsumerOptions } from './consuming/batch-consumer';
export { BrokerClock } from './connection/broker-clock';
export { brokerLogin, type BrokerOptions } from './connection/broker.config';
export {
  BrokerUnavailableError,
  DeadLetterError,
  ProvisionError,
  PublishError,
} from './connection/broker.errors';
export { Broker } from './connection/broker';
export { type DeadLetter, DeadLetterBox, type Redriven } from './dead-letters/dead-letter-box';
export { type BatchHandler, type IncomingMessage, type Poison } from './messages/incoming-message';
export { JetStreamPublisher, type PublishAck, type PublishOptions } from './jetstream-publisher';
export { KeyValueBucket, type KeyValueEntry } from './buckets/key-value-bucket';
export { type MessagingEventMap, MessagingEvents } from './connection/messaging-events';
export { MessagingModule, type MessagingModuleOptions } from './messaging.module';
export { ObjectBucket, type ObjectEntry } from './buckets/object-bucket';
export {
  type ConsumerDefinition,
  provision,
  type ProvisionedItem,
  type StreamDefinition,
} from './provisioning';
