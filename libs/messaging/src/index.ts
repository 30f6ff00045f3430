export { BatchConsumer, type BatchConsumerOptions } from './batch-consumer';
export { BrokerClock } from './broker-clock';
export { brokerLogin, type BrokerOptions } from './broker.config';
export { BrokerUnavailableError, DeadLetterError, ProvisionError, PublishError } from './broker.errors';
export { Broker } from './broker';
export { type DeadLetter, DeadLetterBox, type Redriven } from './dead-letter-box';
export { type BatchHandler, type IncomingMessage, type Poison } from './incoming-message';
export { JetStreamPublisher, type PublishAck, type PublishOptions } from './jetstream-publisher';
export { KeyValueBucket, type KeyValueEntry } from './key-value-bucket';
export { type MessagingEventMap, MessagingEvents } from './messaging-events';
export { MessagingModule, type MessagingModuleOptions } from './messaging.module';
export { ObjectBucket, type ObjectEntry } from './object-bucket';
export {
  type ConsumerDefinition,
  provision,
  type ProvisionedItem,
  type StreamDefinition,
} from './provisioning';
