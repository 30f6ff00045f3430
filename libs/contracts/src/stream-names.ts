export const DRIVER_UPDATES = 'DRIVER_UPDATES';
export const RIDE_EVENTS = 'RIDE_EVENTS';
export const RIDE_DOCUMENTS = 'RIDE_DOCUMENTS';
/** Dead letters of ride events, which no later event replaces. */
export const DEAD_LETTERS = 'DEAD_LETTERS';
export const DRIVER_UPDATES_DEAD_LETTERS = 'DEAD_LETTERS_DRIVER_UPDATES';
export const RIDE_DOCUMENTS_DEAD_LETTERS = 'DEAD_LETTERS_RIDE_DOCUMENTS';

/** Details of rides that the instances of driver-service share, keyed by ride and driver. */
export const RIDE_DETAILS_BUCKET = 'RIDE_DETAILS';

/** Approach `shared-cache`: current rides, keyed by driver. */
export const CURRENT_RIDES_BUCKET = 'CURRENT_RIDES';

/** Approach `shared-files`: current rides, one object per driver. */
export const CURRENT_RIDE_FILES_BUCKET = 'CURRENT_RIDE_FILES';
