import {
  type CallOptions,
  type ClientUnaryCall,
  credentials,
  Metadata,
  type ServiceError,
} from '@grpc/grpc-js';
import {
  ParticipantServiceClient,
  type RefusalReason,
  type TryAssignmentRequest,
  type TryAssignmentResponse,
} from '@ride-hailing/contracts';
import { uuidv7 } from 'uuidv7';

export type TryResult = { driverId: string } | { reason: RefusalReason; detail: string };

type Method<Request, Response> = (
  request: Request,
  metadata: Metadata,
  options: Partial<CallOptions>,
  callback: (error: ServiceError | null, response: Response) => void,
) => ClientUnaryCall;

const DEADLINE_MS = 10_000;

const resultOf = ({ result }: TryAssignmentResponse): TryResult => {
  if (!result) throw new Error('neither agreed nor refused');
  return result.value;
};

function call<Request, Response>(
  method: Method<Request, Response>,
  request: Request,
  deadlineMs: number,
): Promise<Response> {
  const options = { deadline: Date.now() + deadlineMs };
  return new Promise((resolve, reject) => {
    method(request, new Metadata(), options, (error, response) =>
      error ? reject(error) : resolve(response),
    );
  });
}

/** Calls a participant over gRPC, as the coordinator does. Every method rejects with grpc-js's ServiceError. */
export class ParticipantClient {
  private readonly client: ParticipantServiceClient;

  constructor(
    url: string,
    private readonly deadlineMs = DEADLINE_MS,
  ) {
    this.client = new ParticipantServiceClient(url, credentials.createInsecure());
  }

  close(): void {
    this.client.close();
  }

  async try(assignmentId: string, wanted: Partial<TryAssignmentRequest>): Promise<TryResult> {
    const request = { rideId: '', driverId: '', near: undefined, ...wanted, assignmentId };
    return resultOf(await call(this.client.tryAssignment.bind(this.client), request, this.deadlineMs));
  }

  async confirm(assignmentId: string): Promise<void> {
    await call(this.client.confirmAssignment.bind(this.client), { assignmentId }, this.deadlineMs);
  }

  async cancel(assignmentId: string): Promise<void> {
    await call(this.client.cancelAssignment.bind(this.client), { assignmentId }, this.deadlineMs);
  }

  /** Calls Try, then Confirm if the participant agreed, as the coordinator does when all participants agree. */
  async assign(rideId: string, driverId: string): Promise<TryResult> {
    const assignmentId = uuidv7();
    const result = await this.try(assignmentId, { rideId, driverId });
    if (!('reason' in result)) await this.confirm(assignmentId);
    return result;
  }
}
