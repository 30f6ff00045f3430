import { createZodDto } from '@ride-hailing/service-kit';
import { servicesReportSchema } from './service-health.service';

export class ServicesReportDto extends createZodDto(servicesReportSchema) {}
