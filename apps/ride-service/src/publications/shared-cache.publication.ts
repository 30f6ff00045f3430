import { Injectable } from '@nestjs/common';
import { CURRENT_RIDES_BUCKET, RIDE_SERVICE_SHARED_CACHE } from '@ride-hailing/contracts';
import { BatchConsumer, type IncomingMessage, type Poison } from '@ride-hailing/messaging';
import { isStatementCancelled } from '@ride-hailing/service-kit';
import { openSharedCache, sharedCacheOptions } from '@ride-hailing/shared-store';
import { isDataError, SharedStorePublication, sharedStoreParts } from './shared-store-publication';

const { stream, durable } = RIDE_SERVICE_SHARED_CACHE;

/** For `shared-cache`: writes the current ride of each driver to the shared cache. Acks a batch when all are written. */
@Injectable()
export class SharedCachePublication extends SharedStorePublication {
  @BatchConsumer({ stream, durable, batchSize: 500, isDataError, isTooSlow: isStatementCancelled })
  handle(batch: readonly IncomingMessage[]): Promise<readonly Poison[]> {
    return this.write(batch);
  }
}

export const sharedCache = sharedStoreParts('shared-cache', SharedCachePublication, (options) =>
  openSharedCache(sharedCacheOptions(options, { name: 'ride-service', bucket: CURRENT_RIDES_BUCKET })),
);
