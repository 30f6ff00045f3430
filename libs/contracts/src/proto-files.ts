import { join } from 'node:path';

/** The .proto files of all services, for what the generated code does not know: reflection, and names of fields. */
export const PROTO_FILES = {
  root: join(__dirname, '../proto'),
  files: ['ride/v1/ride_details.proto', 'ride/v1/ride_essentials.proto', 'assignment/v1/assignment.proto'],
} as const;
