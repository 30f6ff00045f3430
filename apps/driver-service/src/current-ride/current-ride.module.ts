import { type DynamicModule, Module, type ModuleMetadata } from '@nestjs/common';
import type { Approach } from '@ride-hailing/contracts';
import { RemoteClient } from '@ride-hailing/remote-calls';
import { contextHeaders, Metrics } from '@ride-hailing/service-kit';
import { ALL_APPROACHES } from '../approaches/all-approaches';
import { CurrentRidesClient } from '../approaches/current-rides.client';
import { HybridApproach } from '../approaches/hybrid.approach';
import { OwnersAnswer } from '../approaches/owners-answer.service';
import { CoalescedLookups } from '../ride-details/owner-lookups';
import type { ApproachOptions, CurrentRideApproach } from './approach.port';
import { Approaches } from './approaches.service';
import { CurrentRideController } from './current-ride.controller';
import { LocalEssentialsQuery } from '../approaches/local-essentials.query';

interface CurrentRideOptions extends ApproachOptions {
  /** The approaches that are on. */
  readonly approaches: readonly Approach[];
  /** The one for requests that name none. */
  readonly approach: Approach;
  /** Modules that export FREE_WITHIN_MS, ChosenDetails and RemoteClient. */
  readonly imports: NonNullable<ModuleMetadata['imports']>;
}

@Module({})
export class CurrentRideModule {
  static forRoot(options: CurrentRideOptions): DynamicModule {
    const { approaches, approach, imports } = options;
    return {
      module: CurrentRideModule,
      imports,
      controllers: [CurrentRideController],
      exports: [HybridApproach],
      providers: [
        LocalEssentialsQuery,
        ownersAnswer(options.detailsDeadlineMs),
        ...approaches.flatMap((each) => ALL_APPROACHES[each].providers(options)),
        {
          provide: Approaches,
          inject: [Metrics, ...approaches.map((each) => ALL_APPROACHES[each].approach)],
          useFactory: (metrics: Metrics, ...made: CurrentRideApproach[]) =>
            new Approaches(approach, new Map(approaches.map((each, index) => [each, made[index]!])), metrics),
        },
      ],
    };
  }
}

const ownersAnswer = (detailsDeadlineMs: number) => ({
  provide: OwnersAnswer,
  inject: [RemoteClient, LocalEssentialsQuery],
  useFactory: (remote: RemoteClient, essentials: LocalEssentialsQuery) => {
    const client = new CurrentRidesClient(remote, contextHeaders);
    return new OwnersAnswer(new CoalescedLookups(client), essentials, detailsDeadlineMs);
  },
});
