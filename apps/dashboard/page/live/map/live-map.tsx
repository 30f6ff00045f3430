import { useSignalEffect } from '@preact/signals';
import * as leaflet from 'leaflet';
import 'leaflet/dist/leaflet.css';
import { useEffect, useRef } from 'preact/hooks';
import { language } from '../../language/language';
import { prefersDark } from '../../look/theme';
import { addressOf } from '../../navigation/route';
import { drivers, facts, rides } from '../../server/live';
import { say } from '../texts';
import { TrafficLayer } from './traffic-layer';

const SEOUL: leaflet.LatLngBoundsExpression = [
  [37.43, 126.78],
  [37.69, 127.17],
];

function mapIn(element: HTMLElement, tileUrl: string | null): { map: leaflet.Map; layer: TrafficLayer } {
  const map = leaflet.map(element, {
    ...{ attributionControl: tileUrl !== null, zoomAnimation: false, fadeAnimation: false },
    ...{ zoomSnap: 0.25, minZoom: 9, maxZoom: 17, scrollWheelZoom: false },
  });
  map.fitBounds(SEOUL);
  if (tileUrl !== null) leaflet.tileLayer(tileUrl, { maxZoom: 19 }).addTo(map);
  const layer = new TrafficLayer(tileUrl === null);
  layer.addTo(map);
  map.on('click', ({ containerPoint }) => {
    const driver = layer.driverAt(containerPoint);
    if (driver !== undefined) location.hash = addressOf('one-answer', { driver });
  });
  return { map, layer };
}

export function LiveMap() {
  const t = say();
  const place = useRef<HTMLDivElement>(null);
  const shown = useRef<TrafficLayer | undefined>(undefined);
  const tileUrl = facts.value?.tileUrl ?? null;

  useEffect(() => {
    const element = place.current;
    if (!element) return undefined;
    const { map, layer } = mapIn(element, tileUrl);
    const size = new ResizeObserver(() => map.invalidateSize({ animate: false }));
    size.observe(element);
    shown.current = layer;
    layer.showIn(language.peek());
    if (drivers.peek()) layer.showDrivers(drivers.peek() as NonNullable<typeof drivers.value>);
    layer.showRides(rides.peek());
    return () => {
      shown.current = undefined;
      size.disconnect();
      map.remove();
    };
  }, [tileUrl]);

  useSignalEffect(() => {
    if (drivers.value) shown.current?.showDrivers(drivers.value);
  });
  useSignalEffect(() => shown.current?.showRides(rides.value));
  // A canvas does not notice another theme.
  useSignalEffect(() => {
    if (prefersDark.value !== undefined) shown.current?.showIn(language.value);
  });
  return <div ref={place} class="map" role="application" aria-label={t.map} />;
}
