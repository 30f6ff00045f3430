import { Server, ServerCredentials } from '@grpc/grpc-js';
import {
  type ParticipantServiceServer,
  ParticipantServiceService,
  type TryAssignmentRequest,
  type TryAssignmentResponse,
} from '@ride-hailing/contracts';

/** A real gRPC server with a participant's contract, which answers what the spec wants. */
export class ParticipantStandIn {
  readonly tried: TryAssignmentRequest[] = [];
  /** Agrees to the driver asked for, or to `d-nearest`. */
  answerTo: (request: TryAssignmentRequest) => TryAssignmentResponse['result'] = ({ driverId }) => ({
    $case: 'agreed',
    value: { driverId: driverId || 'd-nearest' },
  });
  /** Awaited before a Try is answered. */
  beforeAnswer: () => void | Promise<void> = () => undefined;
  private readonly server = new Server();

  async start(): Promise<string> {
    const tryAssignment: ParticipantServiceServer['tryAssignment'] = ({ request }, answer) => {
      this.tried.push(request);
      void Promise.resolve(this.beforeAnswer()).then(() => answer(null, { result: this.answerTo(request) }));
    };
    const acknowledge: ParticipantServiceServer['confirmAssignment'] = (_call, answer) => answer(null, {});
    const methods = { tryAssignment, confirmAssignment: acknowledge, cancelAssignment: acknowledge };
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
