import { type DynamicModule, Module, type Provider, type Type } from '@nestjs/common';
import { AssignmentRows } from './assignment-rows.service';
import { CoordinatorClient } from './coordinator.client';
import { OutcomeAsker } from './outcome-asker.service';
import { PARTICIPANT_SETTINGS, type ParticipantSettings } from './participant-settings';
import { ParticipantSweep } from './participant-sweep.service';
import { ParticipantController } from './participant.controller';
import { Participant } from './participant.port';
import { PhaseMetrics } from './phase-metrics.service';

export interface ParticipantModuleOptions extends ParticipantSettings {
  /** The service's own part: it gets {@link AssignmentRows}, and what `imports` and `providers` give. */
  readonly participant: Type<Participant>;
  /** A sweep that does more than the usual. */
  readonly sweep?: Type<ParticipantSweep>;
  readonly imports?: DynamicModule['imports'];
  readonly providers?: readonly Provider[];
}

/** Makes a service a participant of assignments. Needs ServiceKitModule and DatabaseModule. */
@Module({})
export class ParticipantModule {
  static forRoot(options: ParticipantModuleOptions): DynamicModule {
    const { participant, sweep = ParticipantSweep, imports = [], providers = [], ...settings } = options;
    return {
      module: ParticipantModule,
      imports,
      controllers: [ParticipantController],
      providers: [
        { provide: PARTICIPANT_SETTINGS, useValue: settings satisfies ParticipantSettings },
        AssignmentRows,
        CoordinatorClient,
        PhaseMetrics,
        participant,
        { provide: Participant, useExisting: participant },
        OutcomeAsker,
        { provide: ParticipantSweep, useClass: sweep },
        ...providers,
      ],
    };
  }
}
