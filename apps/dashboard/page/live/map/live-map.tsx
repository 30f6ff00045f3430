import { useSignalEffect } from '@preact/signals';
import * as leaflet from 'leaflet';
import 'leaflet/dist/leaflet.css';
import { useEffect, useRef } from 'preact/hooks';
import { prefersDark } from '../../look/theme';
import { addressOf } from '../../navigation/route';
import { drivers, facts, rides } from '../../server/live';
import { say } from '../texts';
import { pixelsOf, scaleAt } from './mercator';
import { BORDERS, CITY, DISTRICTS, HAN_RIVER, RIVER_WIDTH } from './seoul';
import { TrafficLayer } from './traffic-layer';

const SEOUL: leaflet.LatLngBoundsExpression = [
  [37.43, 126.78],
  [37.69, 127.17],
];
const SEOUL_LAT = 37.55;
/** Names of districts are shown from this zoom on, since they would cover each other below. */
const NAMES_FROM_ZOOM = 10.4;

const placesOf = (line: readonly (readonly [lng: number, lat: number])[]) =>
  line.map(([lng, lat]): leaflet.LatLngTuple => [lat, lng]);

/** The city, its districts and the river. */
function outline(map: leaflet.Map): void {
  const line = { color: 'var(--line)', weight: 1, interactive: false };
  const city = { ...line, color: 'var(--dim)', fillColor: 'var(--card)', fillOpacity: 1 };
  leaflet.polygon(placesOf(CITY), city).addTo(map);
  leaflet.polyline(BORDERS.map(placesOf), line).addTo(map);
  const river = leaflet
    .polyline(placesOf(HAN_RIVER), { ...line, color: 'var(--water)', lineCap: 'butt' })
    .addTo(map);
  for (const { at, en, ko } of DISTRICTS) {
    const html = `<span lang="en">${en}</span><span lang="ko">${ko}</span>`;
    const icon = leaflet.divIcon({ className: 'district', html });
    leaflet.marker([at[1], at[0]], { icon, interactive: false, keyboard: false }).addTo(map);
  }
  const fit = () => {
    const zoom = map.getZoom();
    river.setStyle({ weight: Math.max(3, pixelsOf(RIVER_WIDTH, SEOUL_LAT, scaleAt(zoom))) });
    map.getContainer().classList.toggle('far', zoom < NAMES_FROM_ZOOM);
  };
  map.on('zoomend', fit);
  fit();
}

export function LiveMap() {
  const t = say();
  const place = useRef<HTMLDivElement>(null);
  const shown = useRef<TrafficLayer>(new TrafficLayer());
  const tileUrl = facts.value?.tileUrl ?? null;

  useEffect(() => {
    const element = place.current;
    if (!element) return undefined;
    const map = leaflet.map(element, {
      ...{ attributionControl: tileUrl !== null, zoomAnimation: false, fadeAnimation: false },
      ...{ zoomSnap: 0.25, minZoom: 9, maxZoom: 17, scrollWheelZoom: false },
    });
    map.fitBounds(SEOUL);
    if (tileUrl === null) outline(map);
    else leaflet.tileLayer(tileUrl, { maxZoom: 19 }).addTo(map);
    const layer = shown.current.addTo(map);
    map.on('click', ({ containerPoint }) => {
      const driver = layer.driverAt(containerPoint);
      if (driver !== undefined) location.hash = addressOf('one-answer', { driver });
    });
    const size = new ResizeObserver(() => map.invalidateSize({ animate: false }));
    size.observe(element);
    return () => {
      size.disconnect();
      map.remove();
    };
  }, [tileUrl]);

  useSignalEffect(() => {
    if (drivers.value) shown.current.showDrivers(drivers.value);
  });
  useSignalEffect(() => shown.current.showRides(rides.value));
  // A canvas does not notice another theme.
  useEffect(() => shown.current.draw(), [prefersDark.value]);
  return <div ref={place} class="map" role="application" aria-label={t.map} />;
}
