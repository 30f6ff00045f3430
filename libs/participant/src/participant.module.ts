import { type DynamicModule, Module, type Provider, type Type } from '@nestjs/common';
import { AssignmentRows } from './assignment-rows.service';
import { CoordinatorClient } from './coordinator.client';
import { OutcomeAsker } from './outcome-asker.service';
import { PARTICIPANT_SETTINGS, type ParticipantSettings } from './participant-settings';
import { ParticipantSweep } from './participant-sweep.service';
import { ParticipantController } from './participant.controller';
import { Participant } from './participant.port';

interface ParticipantModuleOptions extends ParticipantSettings {
  /** The service's own part. It may inject {@link AssignmentRows}, and whatever `imports` and `providers` provide. */
  readonly participant: Type<Participant>;
  /** The service's own sweep, if it does more than {@link ParticipantSweep}. */
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
        participant,
        { provide: Participant, useExisting: participant },
        OutcomeAsker,
        { provide: ParticipantSweep, useClass: sweep },
        ...providers,
      ],
    };
  }
}
