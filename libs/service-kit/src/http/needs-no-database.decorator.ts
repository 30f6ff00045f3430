import { SetMetadata } from '@nestjs/common';

export const NEEDS_NO_DATABASE = 'service-kit:needs-no-database';

/** Marks a controller or handler that answers before the database is ready, when all others answer 503. */
export const NeedsNoDatabase = () => SetMetadata(NEEDS_NO_DATABASE, true);
