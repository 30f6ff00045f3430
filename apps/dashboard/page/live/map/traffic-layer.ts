import * as leaflet from 'leaflet';
import type { DriversFrame, LiveRide } from '../../../src/page-api';
import { drawCity, drawTraffic } from './draw';
import { type Frame, nearest, type Places, placesOf, scaleAt } from './mercator';

/** Frames come twice a second at most, and drivers take as long to their new places. */
const MOVE_MS = 500;
/** If there are more drivers than this, each jumps to its next position instead of gliding there. */
const MOVING_DRIVERS = 1_500;
const CLICK_WITHIN_PX = 14;

const NO_PLACES: Places = placesOf({ lat: [], lng: [] }, undefined);
const still = matchMedia('(prefers-reduced-motion: reduce)');

/** Two canvases over the map: the city, drawn when the map moves, and the traffic, drawn when drivers move. */
export class TrafficLayer extends leaflet.Layer {
  private readonly city = document.createElement('canvas');
  private readonly traffic = document.createElement('canvas');
  private frame: Frame = { scale: 1, left: 0, top: 0, width: 1, height: 1 };
  private places = NO_PLACES;
  private states: readonly number[] = [];
  private ids: readonly string[] = [];
  private indexOf: ReadonlyMap<string, number> = new Map();
  private rides: readonly LiveRide[] = [];
  private movedAt = 0;
  private drawing = 0;
  private language: 'en' | 'ko' = 'en';

  /** @param hasOutline false over map tiles */
  constructor(private readonly hasOutline: boolean) {
    super();
  }

  override onAdd(map: leaflet.Map): this {
    for (const canvas of [this.city, this.traffic]) map.getPanes().overlayPane.append(canvas);
    map.on('move zoom viewreset resize', this.fit);
    this.fit();
    return this;
  }

  override onRemove(map: leaflet.Map): this {
    map.off('move zoom viewreset resize', this.fit);
    cancelAnimationFrame(this.drawing);
    for (const canvas of [this.city, this.traffic]) canvas.remove();
    return this;
  }

  showDrivers({ ids, lat, lng, state }: DriversFrame): void {
    const isSame = ids.length === this.ids.length && ids.every((id, index) => id === this.ids[index]);
    if (!isSame) this.indexOf = new Map(ids.map((id, index) => [id, index]));
    this.places = placesOf({ lat, lng }, isSame ? this.places : undefined);
    this.ids = ids;
    this.states = state;
    this.movedAt = performance.now();
    this.draw();
  }

  showRides(rides: readonly LiveRide[]): void {
    this.rides = rides;
    this.draw();
  }

  /** Draws everything again, after a change of language or theme. */
  showIn(language: 'en' | 'ko'): void {
    this.language = language;
    this.fit();
  }

  /** The id of the driver at a pixel of the map. */
  driverAt(point: leaflet.Point): string | undefined {
    const index = nearest(this.places, this.frame, point, CLICK_WITHIN_PX);
    return index === undefined ? undefined : this.ids[index];
  }

  private readonly fit = (): void => {
    const map = this._map as leaflet.Map | null;
    if (!map) return;
    const { x: width, y: height } = map.getSize();
    const { x: left, y: top } = map.getPixelBounds().getTopLeft();
    this.frame = { scale: scaleAt(map.getZoom()), left, top, width, height };
    const corner = map.containerPointToLayerPoint([0, 0]);
    for (const canvas of [this.city, this.traffic]) {
      leaflet.DomUtil.setPosition(canvas, corner);
      canvas.width = width * devicePixelRatio;
      canvas.height = height * devicePixelRatio;
      canvas.style.width = `${width}px`;
      canvas.style.height = `${height}px`;
    }
    const ctx = this.clean(this.city);
    if (ctx && this.hasOutline) drawCity(ctx, this.frame, this.language);
    this.drawNow();
  };

  private draw(): void {
    cancelAnimationFrame(this.drawing);
    this.drawing = requestAnimationFrame(() => this.drawNow());
  }

  private drawNow(): void {
    const ctx = this.clean(this.traffic);
    if (!ctx) return;
    const { places, states, indexOf, rides } = this;
    const moves = states.length <= MOVING_DRIVERS && !still.matches && places.fromX !== places.x;
    const progress = moves ? Math.min(1, (performance.now() - this.movedAt) / MOVE_MS) : 1;
    drawTraffic(ctx, this.frame, { places, states, indexOf, rides, progress });
    if (progress < 1) this.draw();
  }

  private clean(canvas: HTMLCanvasElement): CanvasRenderingContext2D | null {
    const ctx = canvas.getContext('2d');
    ctx?.setTransform(devicePixelRatio, 0, 0, devicePixelRatio, 0, 0);
    ctx?.clearRect(0, 0, this.frame.width, this.frame.height);
    return ctx;
  }
}
