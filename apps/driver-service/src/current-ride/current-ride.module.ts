import { type DynamicModule, Module } from '@nestjs/common';
import { RemoteClient } from '@ride-hailing/remote-calls';
import { Metrics } from '@ride-hailing/service-kit';
import { ALL_APPROACHES } from '../approaches/all-approaches';
import { CurrentRidesClient } from '../approaches/current-rides.client';
import { HybridApproach } from '../approaches/hybrid.approach';
import { LocalEssentialsQuery } from '../approaches/local-essentials.query';
import { OwnersAnswer } from '../approaches/owners-answer.service';
import type { Config } from '../config';
import { CoalescedLookups } from '../ride-details/owner-lookups';
import { RideCopyModule } from '../ride-copy/ride-copy.module';
import type { CurrentRideApproach } from './approach.port';
import { Approaches } from './approaches.service';
import { AtLeastReads } from './at-least-reads.service';
import { ComparisonController } from './comparison.controller';
import { ComparisonLimits } from './comparison-limits';
import { Comparisons } from './comparisons.service';
import { CurrentRideController } from './current-ride.controller';

/** A comparison waits for each approach so much longer than the answer of `hybrid` may wait for details. */
const LONGER_THAN_DETAILS_MS = 700;

@Module({})
export class CurrentRideModule {
  /** @param imports modules that export FREE_WITHIN_MS, ChosenDetails and RemoteClient */
  static forRoot(config: Config, imports: DynamicModule[]): DynamicModule {
    const { approaches, approach } = config;
    return {
      module: CurrentRideModule,
      imports: [...imports, RideCopyModule],
      controllers: [CurrentRideController, ComparisonController],
      exports: [HybridApproach],
      providers: [
        LocalEssentialsQuery,
        {
          provide: OwnersAnswer,
          inject: [RemoteClient, LocalEssentialsQuery],
          useFactory: (remote: RemoteClient, essentials: LocalEssentialsQuery) => {
            const client = new CurrentRidesClient(remote);
            return new OwnersAnswer(new CoalescedLookups(client), essentials, config.detailsDeadlineMs);
          },
        },
        ...approaches.flatMap((each) => ALL_APPROACHES[each].providers(config)),
        {
          provide: AtLeastReads,
          inject: [OwnersAnswer, Metrics],
          useFactory: (owner: OwnersAnswer, metrics: Metrics) => new AtLeastReads(owner, metrics),
        },
        {
          provide: Approaches,
          inject: [AtLeastReads, Metrics, ...approaches.map((each) => ALL_APPROACHES[each].approach)],
          useFactory: (atLeast: AtLeastReads, metrics: Metrics, ...made: CurrentRideApproach[]) => {
            const on = new Map(approaches.map((each, index) => [each, made[index]!]));
            return new Approaches(approach, on, atLeast, metrics);
          },
        },
        {
          provide: Comparisons,
          inject: [Metrics, Approaches],
          useFactory: (metrics: Metrics, { on }: Approaches) => {
            const limits = { atOnce: config.comparisonsAtOnce, perSecond: config.comparisonsPerSecond };
            const deadlineMs = config.detailsDeadlineMs + LONGER_THAN_DETAILS_MS;
            return new Comparisons(on, new ComparisonLimits(limits), deadlineMs, metrics);
          },
        },
      ],
    };
  }
}
