import type { OpenAPIObject } from '@nestjs/swagger';
import { mergeDocuments, type ServiceDocument, type ServicePart } from './merge-documents';

const ref = (name: string) => ({ $ref: `#/components/schemas/${name}` });
const asks = (operationId: string, schema: object = {}) => ({ operationId, responses: { 200: { schema } } });

const own = (paths: object = {}, schemas: object = {}): OpenAPIObject =>
  ({
    openapi: '3.0.0',
    info: { title: 'Gateway', description: 'The gateway.', version: '1' },
    paths,
    components: { securitySchemes: { bearer: {} }, schemas },
  }) as unknown as OpenAPIObject;

const rides = (paths: ServiceDocument['paths'], schemas: ServiceDocument['schemas'] = {}): ServicePart => ({
  service: 'ride-service',
  prefix: '/rides',
  document: { paths, schemas },
});
const drivers = (paths: ServiceDocument['paths'], schemas: ServiceDocument['schemas'] = {}): ServicePart => ({
  service: 'driver-service',
  prefix: '/drivers',
  document: { paths, schemas },
});

describe('the document of all that the public door offers', () => {
  it('has the operations that the gateway passes on, and no others of the services', () => {
    const { paths } = mergeDocuments(own({ '/health': { get: asks('health') } }), [
      rides({
        '/rides': { get: asks('list') },
        '/ridesharing': { get: asks('x') },
        '/drivers': { get: asks('y') },
      }),
      drivers({ '/drivers/{id}': { get: asks('one') }, '/ride-copy/{rideId}': { get: asks('copy') } }),
    ]);
    expect(paths).toEqual({
      '/health': { get: asks('health') },
      '/rides': { get: asks('list') },
      '/drivers/{id}': { get: asks('one') },
    });
  });

  it("prefers the gateway's operation to a service's, and has no schema that only the dropped one used", () => {
    const document = mergeDocuments(own({ '/rides/{id}': { get: asks('own') } }), [
      rides(
        { '/rides/{id}': { get: asks('theirs', ref('Part')), post: asks('start') } },
        { Part: { type: 'string' } },
      ),
    ]);
    expect(document.paths['/rides/{id}']).toEqual({ get: asks('own'), post: asks('start') });
    expect(document.components).toEqual({ securitySchemes: { bearer: {} }, schemas: {} });
  });

  it("prefixes a schema whose name is taken with its service's name, in every reference", () => {
    const schemas = {
      Answer: { type: 'object', properties: { part: ref('Part') } },
      Part: { type: 'number' },
    };
    const document = mergeDocuments(own({}, { Part: { type: 'string' } }), [
      rides({ '/rides': { get: asks('list', ref('Answer')) } }, { ...schemas, Unused: {} }),
      drivers({ '/drivers': { get: asks('all', ref('Part')) } }, { Part: { type: 'boolean' } }),
    ]);
    expect(document.components?.schemas).toEqual({
      Part: { type: 'string' },
      Answer: { type: 'object', properties: { part: ref('RideServicePart') } },
      RideServicePart: { type: 'number' },
      DriverServicePart: { type: 'boolean' },
    });
    expect(document.paths['/drivers']?.get).toEqual(asks('all', ref('DriverServicePart')));
  });

  it('merges equal schemas, unless they refer to different ones', () => {
    const answer = { properties: { part: ref('Part') } };
    const same = { Same: { type: 'string', enum: ['a'] } };
    const { components } = mergeDocuments(own({}, { Answer: answer, Part: { type: 'string' }, ...same }), [
      rides(
        { '/rides': { get: asks('list', ref('Answer')), post: asks('ask', ref('Same')) } },
        { Answer: answer, Part: { type: 'number' }, ...same },
      ),
    ]);
    expect(components?.schemas).toEqual({
      ...same,
      Answer: answer,
      Part: { type: 'string' },
      RideServiceAnswer: { properties: { part: ref('RideServicePart') } },
      RideServicePart: { type: 'number' },
    });
  });

  it('follows schemas that refer to themselves, and gives no name twice', () => {
    const tree = (leaf: string) => ({ properties: { leaf: { type: leaf }, children: ref('Tree') } });
    const { components } = mergeDocuments(own({}, { Tree: tree('string'), RideServiceTree: {} }), [
      rides({ '/rides': { get: asks('list', ref('Tree')) } }, { Tree: tree('number') }),
    ]);
    expect(components?.schemas).toEqual({
      Tree: tree('string'),
      RideServiceTree: {},
      RideServiceRideServiceTree: {
        properties: { leaf: { type: 'number' }, children: ref('RideServiceRideServiceTree') },
      },
    });
  });

  it('gives every operation its own id', () => {
    const { paths } = mergeDocuments(own({ '/': { get: asks('index') } }), [
      rides({ '/rides': { get: asks('index') } }),
      drivers({ '/drivers': { get: asks('index') } }),
    ]);
    expect(Object.values(paths).map(({ get }) => get?.operationId)).toEqual([
      'index',
      'RideService_index',
      'DriverService_index',
    ]);
  });

  it('says whose paths are missing and why, and does not change its input', () => {
    const document = own({ '/health': { get: asks('health') } });
    const before = structuredClone(document);
    const merged = mergeDocuments(document, [
      { service: 'ride-service', prefix: '/rides', document: { missing: 'no answer in 400 ms' } },
      drivers({ '/drivers': { get: asks('all') } }),
    ]);
    expect(Object.keys(merged.paths)).toEqual(['/health', '/drivers']);
    expect(merged.info.description).toMatch(
      /^The gateway\.\n\n\*\*Not complete:\*\* ride-service .*no answer in 400 ms.* below \/rides/,
    );
    expect(document).toEqual(before);
  });
});
