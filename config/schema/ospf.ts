import type * as z from 'zod'
import { milliseconds, seconds } from '../../protocols/base/duration.js'
import type { AreaSettings, InterfaceSettings, SpfDelaySettings } from '../../protocols/ospf/settings.js'
import { type ConfiguredOspf, MAIN_TABLE } from '../settings.js'
import { formatDuration } from '../units.js'
import { areas } from './ospf-areas.js'
import { distance } from './ospf-distance.js'
import { defaultInformation, externalRanges, redistribute } from './ospf-externals.js'
import { gracefulRestart } from './ospf-graceful-restart.js'
import type { InterfaceInFile } from './ospf-interface.js'
import { stubRouter } from './ospf-stub-router.js'
import type { VirtualLinkInFile } from './ospf-virtual-link.js'
import { section } from './section.js'
import { bandwidth, choice, duration, flag, integer } from './values.js'

/** The settings as the file has them, before the names of key chains and the files of secrets are looked up. */
export interface WrittenOspf extends Omit<ConfiguredOspf, 'areas'> {
  readonly areas: readonly WrittenArea[]
}

export interface WrittenArea extends Omit<AreaSettings, 'interfaces' | 'virtualLinks'> {
  readonly virtualLinks: readonly VirtualLinkInFile[]
  readonly interfaces: readonly { readonly pattern: string; readonly settings: WrittenInterface }[]
}

export interface WrittenInterface
  extends Omit<InterfaceSettings, 'authentication'>,
    Pick<InterfaceInFile, 'authentication'> {}

const delay = { from: milliseconds(0), to: seconds(60) }

/**
 * The defaults are quicker than those of RFC 8405 §6 (50, 200, 5000, 500 and 10000 ms): a calculation takes milliseconds
 * (some 30 ms for 10,000 routers), and routers of other makes beside us calculate at once (FRR) or every second (BIRD).
 */
const spfDelay = section(
  {
    'initial-delay': duration(delay).prefault('0 ms').meta({
      description: 'From the first change after a quiet time to the calculation.',
      reference: 'RFC 8405 §6',
    }),
    'short-delay': duration(delay)
      .prefault('50 ms')
      .meta({ description: 'The same while changes of one event are being learned.', reference: 'RFC 8405 §6' }),
    'long-delay': duration(delay)
      .prefault('200 ms')
      .meta({ description: 'The same while the network does not come to rest.', reference: 'RFC 8405 §6' }),
    'time-to-learn': duration(delay)
      .prefault('500 ms')
      .meta({ description: 'Until everything about one event has arrived.', reference: 'RFC 8405 §6' }),
    'hold-down': duration(delay)
      .prefault('1 s')
      .meta({ description: 'Without a change for this long, the network is at rest.', reference: 'RFC 8405 §6' }),
  },
  {
    at: 'hold-down',
    with: ['time-to-learn'],
    wrong: ({ 'hold-down': holdDown, 'time-to-learn': timeToLearn }) =>
      holdDown > timeToLearn
        ? undefined
        : `${formatDuration(holdDown)} must be more than time-to-learn (${formatDuration(timeToLearn)})`,
  },
).transform((settings): SpfDelaySettings => settings)

export const ospfKeys = {
  'reference-bandwidth': bandwidth({ from: 1, to: 4_294_967 }).prefault('100 Gbit/s').meta({
    description: 'A link of this speed costs 1, a slower one in proportion. The same in all routers.',
    reference: 'RFC 9129',
  }),
  'maximum-paths': integer(1, 64).default(16).meta({
    description: 'The most next hops of one route, where several paths cost the same.',
    reference: 'RFC 2328 §16.8',
  }),
  'spf-delay': spfDelay.prefault({}).meta({
    description: 'When routes are calculated after a change.',
    reference: 'RFC 8405',
  }),
  distance: distance.prefault({}).meta({
    description:
      'Which route is used where several instances have one to the same network in one kernel table: the one with the least distance. The others take its place when it goes. Routes of other programs are ordered by the metric of the kernel.',
  }),
  'prefix-suppression': flag().default(false).meta({
    description: 'Do not advertise the networks between routers, for interfaces that do not say otherwise.',
    reference: 'RFC 6860',
  }),
  'abr-type': choice(['cisco', 'ibm', 'standard']).default('cisco').meta({
    description:
      'When a router with several areas is an area border router: `standard` always, `cisco` with an interface in the backbone that is up, `ibm` with any interface in the backbone.',
    reference: 'RFC 3509 §2.1',
  }),
  'maximum-adjacencies-coming-up': integer(1, 1000).default(50).meta({
    description: 'With so many neighbors at most, databases are exchanged at once; others wait for their turn.',
    reference: 'RFC 4222 §2',
  }),
  'maximum-lsas': integer(1, 10_000_000).default(200_000).meta({
    description:
      'How many LSAs of other routers the database may have; one of more than 1 kB counts once for each begun kB. With more, the instance ends its adjacencies rather than to make routes of a part of them, and begins anew after `overflow-pause`. At three quarters the journal warns.',
  }),
  'overflow-pause': duration({ from: seconds(1), to: seconds(86_400) })
    .prefault('5 min')
    .meta({
      description:
        'How long the instance does nothing after there were more LSAs than `maximum-lsas`, or until a reload changes something of it.',
    }),
  'rfc1583-compatibility': flag().default(false).meta({
    description:
      'How one of several external routes to a prefix is preferred: with `true` by its cost only, as before RFC 2328, which can loop. The same in all routers; FRR and BIRD have `false` unless told otherwise.',
    reference: 'RFC 2328 §C.1, §16.4.1',
  }),
  'graceful-restart': gracefulRestart.prefault({}).meta({
    description: 'Restarts during which forwarding goes on.',
    reference: 'RFC 3623',
  }),
  areas: areas.meta({
    description: 'The areas, `0` or `0.0.0.0` being the backbone.',
    values: 'a section with areas as its keys',
    reference: 'RFC 2328 §3',
  }),
  'stub-router': stubRouter.prefault({}).meta({
    description: 'When other routers are asked to send through this one only what cannot go elsewhere.',
    reference: 'RFC 6987',
  }),
  redistribute: redistribute.prefault([]).meta({
    description:
      'Which routes of others are advertised to the AS; the first rule that matches decides. The default route is not among them.',
    reference: 'RFC 2328 §12.4.4',
  }),
  'external-ranges': externalRanges.prefault({}).meta({
    description:
      'Prefixes that are advertised to the AS in the place of the redistributed networks in them (`summary-address` of other makes).',
  }),
  'default-information': defaultInformation.optional().meta({
    description: 'The default route; left out, it is not advertised.',
    reference: 'RFC 2328 §12.4.4',
  }),
}

type OspfInFile = z.output<ReturnType<typeof section<typeof ospfKeys>>>

/** @param table of the routes of others, where the file names none; undefined: main */
export function writtenOspf(
  { prefixSuppression, areas, redistribute, defaultInformation, ...settings }: OspfInFile,
  table: number = MAIN_TABLE,
): Omit<WrittenOspf, 'routerId' | 'hostname'> {
  return {
    ...settings,
    redistribute: redistribute.map((rule) => ({ ...rule, table: rule.table ?? table })),
    defaultInformation: defaultInformation && { ...defaultInformation, table: defaultInformation.table ?? table },
    areas: areas.map((area) => ({
      ...area,
      interfaces: area.interfaces.map(({ pattern, settings: own }) => ({
        pattern,
        settings: { ...own, prefixSuppression: own.prefixSuppression ?? prefixSuppression },
      })),
    })),
  }
}

export const ospf = section(ospfKeys).transform((settings) => writtenOspf(settings))
