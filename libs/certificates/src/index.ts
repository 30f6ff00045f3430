export { type Certificates, faultOfCertificates, filesIn, readCertificates } from './certificates';
