import { distancesByPathType, metricsByPathType } from '../../config/settings.js'
import type { Instant } from '../../protocols/base/duration.js'
import type { PathType } from '../../protocols/engine/route.js'
import type { AbrType } from '../../protocols/ospf/settings.js'
import type {
  AreaView,
  BorderRouterView,
  DatabaseEntryView,
  ExternalRouteView,
  ForeignLsasView,
  InterfaceView,
  NeighborView,
  OspfView,
  RouteView,
  SpfView,
} from '../../protocols/ospf/view.js'
import type { OspfSpeaker } from '../engines.js'
import type { InstanceStatus, OspfInstance } from '../runtime/ospf-instance.js'
import type { Inspection } from './inspection.js'

/** Something of one OSPF instance, with the name of that. */
export type Of<View> = View & { readonly instance: string }

/** What was asked for of these instances. */
interface OspfAnswer {
  /** One of them runs. */
  readonly running: boolean
  readonly instances: readonly string[]
}

/** What each path answers about the instance that is asked for, or about all. */
export interface OspfAnswers {
  '/ospf/instances': OspfAnswer & { readonly ospf: readonly InstanceView[] }
  '/ospf/neighbors': OspfAnswer & { readonly neighbors: readonly Of<NeighborView>[] }
  '/ospf/interfaces': OspfAnswer & { readonly interfaces: readonly Of<InterfaceView>[] }
  '/ospf/database': OspfAnswer & { readonly lsas: readonly Of<DatabaseEntryView>[] }
  '/ospf/routes': OspfAnswer & { readonly routes: readonly Of<RouteView>[] }
  '/ospf/border-routers': OspfAnswer & { readonly borderRouters: readonly Of<BorderRouterView>[] }
  '/ospf/externals': OspfAnswer & { readonly externals: readonly Of<ExternalRouteView>[] }
  '/ospf/areas': OspfAnswer & { readonly areas: readonly Of<AreaView>[] }
  '/ospf/spf': OspfAnswer & { readonly spf: readonly Of<SpfView>[] }
}

/** An instance in a few numbers. */
export interface InstanceView {
  readonly instance: string
  readonly state: InstanceStatus
  readonly routerId: string | null
  readonly vrf: string | null
  /** The kernel table of its routes; null before it has one. */
  readonly table: number | null
  /** Why others are asked to send around this router (RFC 6987). */
  readonly stubRouter: string | null
  /** A graceful restart of our own that is not over yet (RFC 3623 §2): what is left of its grace period, in milliseconds. */
  readonly restarting: { readonly planned: boolean; readonly graceLeft: number } | null
  readonly areas: number
  readonly interfaces: number
  readonly neighbors: number
  readonly fullNeighbors: number
  readonly lsas: number
  /** That it wants in the kernel. */
  readonly routes: number
  /** By kind of route: the administrative distance, and the metric in the kernel. */
  readonly distances: Readonly<Record<PathType, number>> | null
  readonly metrics: Readonly<Record<PathType, number>> | null
  /** By which definition it may be an area border router (RFC 3509 §2.1), and how it prefers externals (RFC 2328 §16.4.1). */
  readonly abrType: AbrType | null
  readonly rfc1583Compatibility: boolean | null
  /** How many LSAs others made it hold, and may. */
  readonly foreignLsas: ForeignLsasView | null
}

/** An answer as it is made: a list may come element by element. */
export type Made<T> = { readonly [K in keyof T]: T[K] extends readonly (infer Element)[] ? Iterable<Element> : T[K] }

type Answering = {
  readonly [P in keyof OspfAnswers]: (about: Inspection, asked: readonly OspfInstance[]) => Made<OspfAnswers[P]>
}

export const OSPF_ANSWERS: Answering = {
  '/ospf/instances': (about, asked) => ({
    ...answerAbout(asked),
    ospf: asked.map((each) => instanceView(each, about)),
  }),
  '/ospf/neighbors': (about, asked) => ({
    ...answerAbout(asked),
    neighbors: inView(about, asked, (view) => view.neighbors),
  }),
  '/ospf/interfaces': (about, asked) => ({
    ...answerAbout(asked),
    interfaces: inView(about, asked, (view) => view.interfaces),
  }),
  '/ospf/database': (about, asked) => ({
    ...answerAbout(asked),
    lsas: inEach(about, asked, (ospf, now) => ospf.database(now)),
  }),
  '/ospf/routes': (about, asked) => ({
    ...answerAbout(asked),
    routes: inEach(about, asked, (ospf, now) => ospf.routes(now)),
  }),
  '/ospf/border-routers': (about, asked) => ({
    ...answerAbout(asked),
    borderRouters: inEach(about, asked, (ospf, now) => ospf.borderRouters(now)),
  }),
  '/ospf/externals': (about, asked) => ({
    ...answerAbout(asked),
    externals: inEach(about, asked, (ospf, now) => ospf.externals(now)),
  }),
  '/ospf/areas': (about, asked) => ({ ...answerAbout(asked), areas: inView(about, asked, (view) => view.areas) }),
  '/ospf/spf': (about, asked) => ({ ...answerAbout(asked), spf: inView(about, asked, (view) => [view.spf]) }),
}

export function instanceView(
  { name, life, settings, routes, status }: OspfInstance,
  { daemon }: Inspection,
): InstanceView {
  const view = life.engine?.view(daemon.now())
  return {
    instance: name,
    state: status,
    routerId: view?.routerId ?? null,
    vrf: settings?.vrf ?? null,
    table: daemon.routes.of(routes)?.table ?? null,
    stubRouter: view?.stubRouter ?? null,
    restarting: view?.restarting ?? null,
    areas: view?.areas.length ?? 0,
    interfaces: view?.interfaces.length ?? 0,
    neighbors: view?.neighbors.filter((neighbor) => neighbor.routerId !== null).length ?? 0,
    fullNeighbors: view?.neighbors.filter((neighbor) => neighbor.state === 'Full').length ?? 0,
    lsas: (view?.areas ?? []).reduce((sum, area) => sum + sumOf(area.lsas), sumOf(view?.asLsas ?? {})),
    routes: routes.size,
    distances: settings === undefined ? null : distancesByPathType(settings.ospf.distance),
    metrics: settings === undefined ? null : metricsByPathType(settings.kernel),
    abrType: settings?.ospf.abrType ?? null,
    rfc1583Compatibility: settings?.ospf.rfc1583Compatibility ?? null,
    foreignLsas: view?.foreignLsas ?? null,
  }
}

function answerAbout(asked: readonly OspfInstance[]): OspfAnswer {
  return {
    running: asked.some(({ life }) => life.engine !== undefined && !life.engine.isPaused),
    instances: asked.map(({ name }) => name),
  }
}

function inView<View extends object>(
  about: Inspection,
  asked: readonly OspfInstance[],
  list: (view: OspfView) => readonly View[],
): Iterable<Of<View>> {
  return inEach(about, asked, (ospf, now) => {
    const view = ospf.view(now)
    return view === undefined ? [] : list(view)
  })
}

function* inEach<View extends object>(
  { daemon }: Inspection,
  asked: readonly OspfInstance[],
  list: (ospf: OspfSpeaker, now: Instant) => Iterable<View>,
): Iterable<Of<View>> {
  for (const { name: instance, life } of asked) {
    if (life.engine === undefined) continue
    for (const view of list(life.engine, daemon.now())) yield { instance, ...view }
  }
}

function sumOf(counts: Readonly<Record<string, number>>): number {
  return Object.values(counts).reduce((sum, n) => sum + n, 0)
}
