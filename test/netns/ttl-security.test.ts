import assert from 'node:assert/strict'
import { Waymark } from '../../lab/waymark.js'
import { Bird } from './bird.js'
import { birdOn, cables, untilFullWith, waymarkOn, whyNotFullOn } from './cables.js'
import { scenario } from './scenario.js'

scenario(
  'TTL security with BIRD: both, one side only, and while being changed over; and who may be a neighbor',
  ['bird'],
  async (network) => {
    const [ours, theirs] = [await network.add('r1'), await network.add('r2')]
    await cables(network, ours, theirs, ['both', 'changing', 'theirs', 'only-ours', 'only-theirs', 'stranger'])
    const birds = {
      both: 'ttl security;',
      changing: '',
      theirs: 'ttl security;',
      'only-ours': '',
      'only-theirs': 'ttl security;',
      stranger: '',
    }
    const bird = await Bird.start(network, theirs, birdOn('192.0.2.2', birds))
    const config = waymarkOn('192.0.2.1', {
      both: { 'ttl-security': true },
      changing: { 'ttl-security': 'transmit-only' },
      theirs: { 'ttl-security': 'transmit-only' },
      'only-ours': { 'ttl-security': true },
      'only-theirs': {},
      stranger: { 'allow-neighbors': { 'router-ids': ['192.0.2.9'] } },
    })
    const router = await Waymark.start(network, ours, config)
    await untilFullWith(router, 3)
    await untilFullWith(bird, 3)
    assert.match((await whyNotFullOn(router, 'only-ours'))!, /^ttl: TTL 1, at least 255 wanted/)
    assert.match((await whyNotFullOn(router, 'stranger'))!, /^neighbor-not-allowed: Router ID 192\.0\.2\.2 /)
    assert.match((await whyNotFullOn(router, 'only-theirs'))!, /^our Router ID is not in its Hellos/)
    await theirs.programs[0]!.said(/only-theirs .* wrong TTL/)
  },
)
