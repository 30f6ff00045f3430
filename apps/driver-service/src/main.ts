import { runService } from '@ride-hailing/service-kit';
import { readEnvironment } from './config';
import { driverService } from './driver-service';

void runService(driverService(readEnvironment()));
