import 'reflect-metadata';
import { runService } from '@ride-hailing/service-kit';
import { readConfig } from './config';
import { phoneAccessService } from './phone-access-service';

void runService(phoneAccessService(readConfig()));
