import assert from 'node:assert/strict'
import { Waymark } from '../../lab/waymark.js'
import { Bird } from './bird.js'
import { birdOn, cables, untilFullWith, waymarkOn, whyNotFullOn } from './cables.js'
import { scenario } from './scenario.js'

scenario('TTL security with BIRD: both, one side only, and while being changed over', ['bird'], async (network) => {
  const [ours, theirs] = [await network.add('r1'), await network.add('r2')]
  await cables(network, ours, theirs, ['both', 'changing', 'theirs', 'only-ours'])
  const birds = {
    both: 'ttl security;',
    changing: '',
    theirs: 'ttl security;',
    'only-ours': '',
  }
  const bird = await Bird.start(network, theirs, birdOn('192.0.2.2', birds))
  const config = waymarkOn('192.0.2.1', {
    both: { 'ttl-security': true },
    changing: { 'ttl-security': 'transmit-only' },
    theirs: { 'ttl-security': 'transmit-only' },
    'only-ours': { 'ttl-security': true },
  })
  const router = await Waymark.start(network, ours, config)
  await untilFullWith(router, 3)
  await untilFullWith(bird, 3)
  assert.match((await whyNotFullOn(router, 'only-ours'))!, /^ttl: TTL 1, at least 255 wanted/)
})
