import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { pathOf } from '../../cli/client.js'
import { renderNeighbors, renderSpf } from '../../cli/show/ospf.js'
import { renderInstances } from '../../cli/show/ospf-instances.js'
import { parseWanted, renderRoutes } from '../../cli/show/ospf-routes.js'
import { renderStubRouters } from '../../cli/stub-router.js'
import type { InstanceView } from '../../daemon/control/ospf-answers.js'
import { milliseconds } from '../../protocols/base/duration.js'
import type { RouteView } from '../../protocols/ospf/view.js'
import { OSPF_VIEW } from '../daemon/runtime/fake-daemon.js'

const TWO = { running: true, instances: ['default', 'blue'] }

describe('several instances of OSPF', () => {
  it('are shown with their VRFs, kernel tables and what there is in them', () => {
    const none = {
      areas: 0,
      interfaces: 0,
      neighbors: 0,
      fullNeighbors: 0,
      lsas: 0,
      routes: 0,
      stubRouter: null,
      restarting: null,
      foreignLsas: null,
      distances: null,
      metrics: null,
      abrType: null,
      rfc1583Compatibility: null,
    }
    const kinds = (...[intra, inter, one, two]: readonly [number, number, number, number]) => {
      return { 'intra-area': intra, 'inter-area': inter, 'external-1': one, 'external-2': two }
    }
    const numbers = { metrics: kinds(20, 20, 30, 40), distances: kinds(110, 110, 110, 110) }
    const { foreignLsas } = OSPF_VIEW
    const ospf: InstanceView[] = [
      {
        ...none,
        instance: 'default',
        state: 'running',
        routerId: '192.0.2.1',
        vrf: null,
        table: 254,
        routes: 12,
        foreignLsas,
        ...numbers,
        abrType: 'cisco',
        rfc1583Compatibility: false,
      },
      {
        ...none,
        instance: 'green',
        state: 'paused: too many LSAs',
        routerId: '192.0.2.3',
        vrf: null,
        table: 100,
        foreignLsas: { counted: 0, maximum: 200, overflows: 1, pauseLeft: milliseconds(299_000) },
        abrType: 'standard',
        rfc1583Compatibility: true,
      },
      { ...none, instance: 'blue', state: 'waiting for its VRF', routerId: null, vrf: 'vrf-blue', table: null },
    ]
    assert.equal(
      renderInstances({ ...TWO, ospf }),
      `
INSTANCE  STATE                              ROUTER ID  VRF       TABLE       METRIC  DISTANCE  ABR TYPE  RFC 1583    AREAS  INTERFACES  FULL  LSAS  OF OTHERS  ROUTES
default   running                            192.0.2.1  -          main  20/20/30/40       110  cisco     no              0           0   0/0     0    2/50000      12
green     paused: too many LSAs, 4m59s left  192.0.2.3  -           100            -         -  standard  compatible      0           0   0/0     0      0/200       0
blue      waiting for its VRF                -          vrf-blue      -            -         -  -         -               0           0   0/0     0          -       0`.trim(),
    )
    assert.match(renderInstances({ running: false, instances: [], ospf: [] }), /^No instances: neither ospf nor/)
  })

  it('each say whether traffic goes through the router after stub-router enter or leave', () => {
    const of = (instance: string, stubRouter: string | null) => ({ instance, stubRouter }) as InstanceView
    const both = [of('default', 'operator'), of('blue', null)]
    assert.equal(
      renderStubRouters(both, undefined),
      'traffic goes around this router (operator)\nblue: traffic goes through this router',
    )
    assert.equal(renderStubRouters(both, 'blue'), 'blue: traffic goes through this router')
  })

  it('have a column of their own in tables of all', () => {
    const neighbors = TWO.instances.map((instance) => ({ instance, ...OSPF_VIEW.neighbors[0]! }))
    const lines = renderNeighbors({ ...TWO, neighbors }).split('\n')
    assert.deepEqual(
      lines.map((line) => line.split(/ +/).slice(0, 2)),
      [
        ['INSTANCE', 'AREA'],
        ['default', '0.0.0.0'],
        ['blue', '0.0.0.0'],
      ],
    )
    const spf = TWO.instances.map((instance) => ({ instance, ...OSPF_VIEW.spf }))
    assert.match(renderSpf({ ...TWO, spf }), /^default: 3 calculations; .*\n\nblue: 3 calculations; /)
  })

  it('each look an address up for themselves', () => {
    const route = (instance: string, prefix: string): RouteView & { readonly instance: string } => ({
      instance,
      prefix,
      pathType: 'intra-area',
      area: '0.0.0.0',
      cost: 30,
      type2Cost: null,
      tag: null,
      nextHops: [{ interface: 'p2p1', gateway: '10.0.7.2' }],
      from: '10.0.0.1',
      fromHostname: null,
      unchanged: milliseconds(1000),
      changedBy: 'router-LSA 10.0.0.1',
    })
    const routes = [route('default', '10.0.0.0/8'), route('blue', '10.9.0.0/16'), route('blue', '10.8.0.0/16')]
    const shown = renderRoutes({ ...TWO, routes }, parseWanted('10.9.4.7'))
      .split('\n')
      .slice(1)
    assert.deepEqual(
      shown.map((line) => line.split(/ +/).slice(0, 2)),
      [
        ['default', '10.0.0.0/8'],
        ['blue', '10.9.0.0/16'],
      ],
    )
  })

  it('are asked for one by one below their name', () => {
    assert.equal(pathOf('/ospf/routes', undefined), '/ospf/routes')
    assert.equal(pathOf('/ospf/stub-router/enter', 'blue'), '/ospf/instances/blue/stub-router/enter')
    assert.equal(pathOf('/ospf/routes', '../x'), '/ospf/instances/..%2Fx/routes')
  })
})
