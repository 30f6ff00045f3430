import { Server, ServerCredentials } from '@grpc/grpc-js';
import {
  type ParticipantServiceServer,
  ParticipantServiceService,
  type TryAssignmentRequest,
  type TryAssignmentResponse,
} from '@ride-hailing/contracts';

/** In place of a participant: a real gRPC server of the same contract, which says what the spec wants. */
export class ParticipantStandIn {
  readonly tried: TryAssignmentRequest[] = [];
  readonly told: string[] = [];
  /** Agrees to the driver asked for, or to `d-nearest`. */
  answerTo: (request: TryAssignmentRequest) => TryAssignmentResponse['result'] = ({ driverId }) => ({
    $case: 'agreed',
    value: { driverId: driverId || 'd-nearest' },
  });
  /** Waited for before a Try is answered. */
  beforeAnswer: () => void | Promise<void> = () => undefined;
  private readonly server = new Server();

  async start(): Promise<string> {
    const tryAssignment: ParticipantServiceServer['tryAssignment'] = ({ request }, answer) => {
      this.tried.push(request);
      void Promise.resolve(this.beforeAnswer()).then(() => answer(null, { result: this.answerTo(request) }));
    };
    const tell: ParticipantServiceServer['confirmAssignment'] = ({ request }, answer) => {
      this.told.push(request.assignmentId);
      answer(null, {});
    };
    const methods = { tryAssignment, confirmAssignment: tell, cancelAssignment: tell };
    this.server.addService(ParticipantServiceService, methods);
    const port = await new Promise<number>((resolve, reject) =>
      this.server.bindAsync('127.0.0.1:0', ServerCredentials.createInsecure(), (error, bound) =>
        error ? reject(error) : resolve(bound),
      ),
    );
    return `127.0.0.1:${port}`;
  }

  stop(): void {
    this.server.forceShutdown();
  }
}
