import type { Kind } from '../kinds';
import { badCallFields } from './bad-call-fields';
import { badCallFrames } from './bad-call-frames';
import type { BadCall } from './grpc-doors';

/** Everything that is bad at gRPC doors. */
export const badCalls = (): readonly Kind<BadCall>[] => [...badCallFields(), ...badCallFrames()];
