import { Module } from '@nestjs/common';
import { RideReplicaConsumer } from './ride-replica.consumer';
import { RideReplica } from './ride-replica.service';

/** Only for the approach event-replication: without it nothing is consumed, and the table stays empty. */
@Module({ providers: [RideReplica, RideReplicaConsumer], exports: [RideReplica] })
export class RideReplicaModule {}
