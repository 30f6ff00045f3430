export { callUnary } from './call-unary';
export { createClient } from './create-client';
export { createGrpcServer } from './create-grpc-server';
export { RemoteCallEvents } from './remote-call-events';
export { RemoteCallError, type RemoteCallReason } from './remote-call.errors';
export { RemoteClient } from './remote-client';
export { assertStillWanted } from './still-wanted';
