import { Module } from '@nestjs/common';
import { RideCopyConsumer } from './ride-copy.consumer';
import { RideCopy } from './ride-copy.service';

@Module({ providers: [RideCopy, RideCopyConsumer], exports: [RideCopy] })
export class RideCopyModule {}
