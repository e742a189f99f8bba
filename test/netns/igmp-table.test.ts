import assert from 'node:assert/strict'
import { until } from '../../lab/until.js'
import { Waymark } from '../../lab/waymark.js'
import type { GroupRecord } from '../../protocols/igmp/message/report-v3.js'
import type { IgmpGroupView } from '../../protocols/igmp/view.js'
import { CASES, type Case } from '../igmp/group/table-cases.js'
import { IgmpHost, record } from './igmp-host.js'
import { igmpRuns } from './igmp-runs.js'
import { scenario } from './scenario.js'

const [OWN, FIRST, SECOND] = ['10.9.1.10', '10.9.1.11', '10.9.1.12']
/** Twice the Last Member Query Interval: longer than anything here takes. */
const LMQT = 96_000

/** Each case has a group of its own. */
const groupOf = (i: number): string => `239.50.${i}.1`
const sources = (octets: readonly number[]): string[] => octets.map((octet) => `10.9.0.${octet}`)

/** The records that bring a group's state about. */
function before(group: string, { before: state }: Case): GroupRecord[] {
  if (state.filterMode === 'INCLUDE') return [record('IS_IN', group, ...sources(state.a))]
  return [record('IS_EX', group, ...sources(state.y)), record('ALLOW', group, ...sources(state.x))]
}

/** As the cases write it, but timers only as GMI, LMQT or 0: `EXCLUDE (1=GMI 2=LMQT 3=0) GMI`. */
function inWords({ filterMode, expires, sources: known }: IgmpGroupView): string {
  const word = (timer: number | null): string => (timer === null || timer <= 0 ? '0' : timer <= LMQT ? 'LMQT' : 'GMI')
  const shown = known.map((each) => `${each.source.split('.')[3]}=${word(each.expires)}`).sort()
  return `${filterMode} (${shown.join(' ')})${filterMode === 'EXCLUDE' ? ` ${word(expires)}` : ''}`
}

const expected = ({ after }: Case): string =>
  after.replace(/\b(200|260)\b/g, 'GMI').replace(/=2\b|(?<= )2$/g, (two) => two.replace('2', 'LMQT'))

/** The specific queries in what tcpdump printed: `239.50.1.1 Q(G,2 3)`. */
function queriesIn(log: string): string[] {
  const found = log.matchAll(/igmp query v3 .*?\[gaddr ([\d.]+)(?: \{ ([\d. ]+) \})?\]/g)
  return [...found].map(([, group, list]) => {
    const octets = list
      ?.trim()
      .split(/[ ,]+/)
      .map((source) => source.split('.')[3])
      .sort()
    return `${group} ${octets === undefined ? 'Q(G)' : `Q(G,${octets.join(' ')})`}`
  })
}

scenario(
  'RFC 3376 §6.4.1 and §6.4.2: every row, with disjoint and overlapping sets, as packets on a wire',
  [],
  async (network) => {
    const [at, lan] = [await network.add('router'), await network.add('hosts', 'host')]
    await network.connect(
      { at: lan, name: 'eth0', addresses: [`${OWN}/24`] },
      { at, name: 'hall', addresses: ['10.9.1.1/24'] },
    )
    const router = await Waymark.start(network, at, {
      igmp: { interfaces: { hall: { 'startup-query-count': 1, 'last-member-query-interval': '48 s' } } },
      multicast: { forward: ['hall'] },
    })
    await igmpRuns(router, 1)
    const seen = lan.start('tcpdump', ['tcpdump', '-nvvl', '-i', 'eth0', 'igmp'])
    await seen.said(/listening on/)
    const host = await IgmpHost.start(lan, OWN, '239.50.255.1', 5012)
    for (const [i, each] of CASES.entries()) host.report(SECOND, ...before(groupOf(i), each))
    const states = async (): Promise<Map<string, IgmpGroupView>> =>
      new Map((await router.ask('/igmp/groups')).groups.map((view) => [view.group, view]))
    await until('all states are there', states, (known) => CASES.every((_, i) => known.has(groupOf(i))))
    for (const [i, { record: type, sources: named }] of CASES.entries()) {
      host.report(FIRST, record(type, groupOf(i), ...sources(named)))
    }
    const differing = (known: Map<string, IgmpGroupView>): string[] =>
      CASES.flatMap((each, i) => {
        const view = known.get(groupOf(i))
        const is = view === undefined ? 'none' : inWords(view)
        return is === expected(each) ? [] : [`${each.name}: ${is}, not ${expected(each)}`]
      })
    await until(
      'every state is what its row says',
      async () => differing(await states()),
      (left) => left.length === 0,
    )
    const wanted = CASES.flatMap(({ queries }, i) =>
      queries.map((query) => `${groupOf(i)} ${query.split(' ').slice(1).join(' ')}`),
    )
    await until(
      'every query was sent',
      () => queriesIn(seen.log),
      (sent) => wanted.every((query) => sent.includes(query)),
    )
    assert.deepEqual(
      [...new Set(queriesIn(seen.log))].filter((query) => !wanted.includes(query)),
      [],
    )
  },
)
