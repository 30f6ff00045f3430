import { Module } from '@nestjs/common';
import { RideCopyConsumer } from './ride-copy.consumer';
import { RideCopyController } from './ride-copy.controller';
import { RideCopy } from './ride-copy.service';

@Module({ controllers: [RideCopyController], providers: [RideCopy, RideCopyConsumer], exports: [RideCopy] })
export class RideCopyModule {}
