import { SetMetadata } from '@nestjs/common';

export const NEEDS_NO_DATABASE = 'service-kit:needs-no-database';

/** Marks a controller or handler that answers while the database is not ready; others answer 503 then. */
export const NeedsNoDatabase = () => SetMetadata(NEEDS_NO_DATABASE, true);
