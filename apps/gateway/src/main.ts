import 'reflect-metadata';
import { runService } from '@ride-hailing/service-kit';
import { readConfig } from './config';
import { gatewayService } from './gateway-service';

void runService(gatewayService(readConfig()));
