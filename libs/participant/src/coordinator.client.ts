import { Inject, Injectable, type OnApplicationShutdown } from '@nestjs/common';
import { CoordinatorServiceService, type GetAssignmentOutcomeResponse } from '@ride-hailing/contracts';
import { RemoteCallEvents, RemoteClient } from '@ride-hailing/remote-calls';
import { Metrics, observeClientCalls } from '@ride-hailing/service-kit';
import { PARTICIPANT_SETTINGS, type ParticipantSettings } from './participant-settings';

const DEADLINE_MS = 2_000;

/** Calls the gateway, which coordinates assignments. */
@Injectable()
export class CoordinatorClient implements OnApplicationShutdown {
  private readonly remote;
  private readonly getOutcome;

  constructor(
    @Inject(PARTICIPANT_SETTINGS)
    { coordinatorGrpcUrl, tlsFolder }: Pick<ParticipantSettings, 'coordinatorGrpcUrl' | 'tlsFolder'>,
    metrics: Metrics,
  ) {
    const events = new RemoteCallEvents();
    observeClientCalls(metrics, events);
    this.remote = new RemoteClient(coordinatorGrpcUrl, {
      ...{ target: 'coordinator', service: 'gateway' },
      ...{ tlsFolder, events },
    });
    this.getOutcome = this.remote.unary(CoordinatorServiceService.getAssignmentOutcome, { idempotent: true });
  }

  /**
   * The outcome of an assignment.
   * @throws RemoteCallError when the coordinator does not answer in time
   */
  outcomeOf(assignmentId: string): Promise<GetAssignmentOutcomeResponse> {
    return this.getOutcome({ assignmentId }, { budgetMs: DEADLINE_MS });
  }

  onApplicationShutdown(): void {
    this.remote.close();
  }
}
