import 'reflect-metadata';
import { runService } from '@ride-hailing/service-kit';
import { readConfig } from './config';
import { simulatorService } from './simulator-service';

void runService(simulatorService(readConfig()));
