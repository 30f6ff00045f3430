import { runService } from '@ride-hailing/service-kit';
import { readConfig } from './config';
import { driverService } from './driver-service';

void runService(driverService(readConfig()));
