import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { after, before, describe, it } from 'node:test'
import { metricsPage } from '../../../daemon/metrics/page.js'
import { METRICS, metricsOf, PREFIX } from '../../../daemon/metrics/registry.js'
import { FakeDaemon } from '../runtime/fake-daemon.js'

describe('the metrics', () => {
  let fake: FakeDaemon
  let text: string
  let scrape: () => Promise<string>
  before(async () => {
    fake = new FakeDaemon()
    await fake.start()
    fake.daemon.loop.lateness.observe(0.4)
    fake.daemon.loop.lateness.observe(7)
    const answer = await metricsOf({ daemon: fake.daemon, version: '1.2.3', configFile: '/etc/waymark/waymark.yaml' })
    scrape = async () => String((await answer()).body)
    text = await scrape()
  })
  after(() => fake.remove())

  const values = (name: string): string[] =>
    text.split('\n').filter((line) => line.startsWith(`${PREFIX}${name}{`) || line.startsWith(`${PREFIX}${name} `))

  it('are read from what the engines show', () => {
    assert.deepEqual(values('ospf_interface_state'), [
      'waymark_ospf_interface_state{ospf_instance="default",area="0.0.0.0",interface="lan0"} 6',
    ])
    assert.deepEqual(values('ospf_packets_received_total'), [
      'waymark_ospf_packets_received_total{ospf_instance="default",interface="lan0",type="hello"} 12',
      'waymark_ospf_packets_received_total{ospf_instance="default",interface="lan0",type="database-description"} 3',
    ])
    assert.deepEqual(values('ospf_packets_dropped_total'), [
      'waymark_ospf_packets_dropped_total{ospf_instance="default",interface="lan0",reason="area-mismatch"} 4',
    ])
    assert.deepEqual(values('igmp_messages_dropped_total'), [
      'waymark_igmp_messages_dropped_total{interface="",reason="checksum"} 2',
    ])
    assert.deepEqual(values('socket_datagrams_refused_total'), [
      'waymark_socket_datagrams_refused_total{socket="ospf",interface="lan0",reason="truncated"} 3',
    ])
    assert.deepEqual(values('socket_send_failures_total'), [
      'waymark_socket_send_failures_total{socket="ospf",interface="lan0",reason="interface-down"} 6',
    ])
    assert.deepEqual(values('build_info'), [`waymark_build_info{version="1.2.3",node="${process.version}"} 1`])
    assert.deepEqual(values('reverse_path_filter_dropped_packets_total'), [
      'waymark_reverse_path_filter_dropped_packets_total 17',
    ])
  })

  it('have no label from a source of nothing but refused packets', () => {
    assert.equal(values('ospf_neighbor_state').length, 1)
    assert.doesNotMatch(text, /10\.0\.1\.9/)
  })

  it('do not grow or add up from one scrape to the next', async () => {
    const sizes = [text, await scrape(), await scrape()].map((each) => each.split('\n').length)
    assert.deepEqual(new Set(sizes).size, 1)
    const again = await scrape()
    assert.match(
      again,
      /^waymark_ospf_packets_received_total\{ospf_instance="default",interface="lan0",type="hello"\} 12$/m,
    )
  })

  it('show how late timers ran as a histogram', () => {
    assert.deepEqual(values('timer_lateness_seconds_bucket').slice(0, 4), [
      'waymark_timer_lateness_seconds_bucket{le="0.001"} 1',
      'waymark_timer_lateness_seconds_bucket{le="0.002"} 1',
      'waymark_timer_lateness_seconds_bucket{le="0.005"} 1',
      'waymark_timer_lateness_seconds_bucket{le="0.01"} 2',
    ])
    assert.match(text, /^waymark_timer_lateness_seconds_count 2$/m)
  })

  it('are named as Prometheus has it, each with a help text', () => {
    for (const { name, kind, help } of METRICS) {
      assert.match(name, /^[a-z][a-z0-9_]*$/)
      assert.equal(name.endsWith('_total'), kind === 'counter', name)
      assert.notEqual(help, '')
    }
    assert.equal(new Set(METRICS.map(({ name }) => name)).size, METRICS.length)
  })

  it('pass promtool', (t) => {
    const promtool = spawnSync('promtool', ['check', 'metrics'], { input: text, encoding: 'utf8' })
    if (promtool.error !== undefined) return t.skip('promtool is not installed')
    assert.equal(`${promtool.stdout}${promtool.stderr}`, '')
    assert.equal(promtool.status, 0)
  })

  it('are all on the page that documents them', () => {
    const page = readFileSync(new URL('../../../../docs/metrics.md', import.meta.url), 'utf8')
    assert.equal(page, metricsPage(), 'run: node build/daemon/metrics/page.js > docs/metrics.md')
    for (const line of text.split('\n')) {
      const name = /^# TYPE (waymark_\w+)/.exec(line)?.[1]
      if (name !== undefined) assert.ok(page.includes(`\`${name}\``), name)
    }
  })
})
