import { Injectable } from '@nestjs/common';
import { CURRENT_RIDE_FILES_BUCKET, RIDE_SERVICE_SHARED_FILES } from '@ride-hailing/contracts';
import { BatchConsumer, type IncomingMessage, type Poison } from '@ride-hailing/messaging';
import { isStatementCancelled } from '@ride-hailing/service-kit';
import { openObjectStore, sharedFilesOptions } from '@ride-hailing/shared-store';
import { isDataError, SharedStorePublication, sharedStoreParts } from './shared-store-publication';

const { stream, durable } = RIDE_SERVICE_SHARED_FILES;

/** For `shared-files`: writes the current ride of each driver to the object store. Acks a batch when all are written. */
@Injectable()
export class SharedFilesPublication extends SharedStorePublication {
  @BatchConsumer({ stream, durable, batchSize: 500, isDataError, isTooSlow: isStatementCancelled })
  handle(batch: readonly IncomingMessage[]): Promise<readonly Poison[]> {
    return this.write(batch);
  }
}

export const sharedFiles = sharedStoreParts('shared-files', SharedFilesPublication, (options) =>
  openObjectStore(sharedFilesOptions(options, { name: 'ride-service', bucket: CURRENT_RIDE_FILES_BUCKET })),
);
