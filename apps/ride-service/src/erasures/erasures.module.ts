import { Module } from '@nestjs/common';
import { ErasuresController } from './erasures.controller';
import { Erasures } from './erasures.service';

@Module({ controllers: [ErasuresController], providers: [Erasures] })
export class ErasuresModule {}
