export { enqueue, type OutboxEvent } from './enqueue';
export { OutboxEvents } from './outbox-events';
export { OutboxMessage } from './outbox-message.entity';
export { OutboxRelay } from './outbox-relay.service';
export { createOutboxTable, dropOutboxTable } from './outbox-table';
export { overwriteEvents } from './overwrite-events';
export { NotInTransactionError } from './outbox.errors';
export { OutboxModule } from './outbox.module';
export { countPublished, countWaiting, republish } from './republish';
