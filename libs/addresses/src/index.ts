export { faultOfAddress, faultOfAddresses, faultOfHostAndPort, serversOf } from './addresses';
export { hostsOf, urlOfDatabase } from './postgres-url';
export { PrimaryClient } from './primary-client';
