import { type CapturedPacket, hex } from './captured-packet.js'

/**
 * FRR pimd as querier (10.1.0.1), query-interval 4 s, query-max-response-time 1 s. Captured with tcpdump 4.99.
 */
export const igmpQuerier: readonly CapturedPacket[] = [
  {
    name: 'v3: general query',
    from: 'FRR 8.4.4 pimd',
    source: '10.1.0.1',
    destination: '224.0.0.1',
    ttl: 1,
    ipOptions: '94 04 00 00',
    tshark: 'Membership Query, general',
    bytes: hex(`
      110ae478 00000000 # IGMPv3 Membership Query, Max Resp Code 10, checksum 0xe478, general
      0a7d0000 # S 1, QRV 2, QQIC 125, 0 sources
    `),
  },
  {
    name: 'v3: group-specific query',
    from: 'FRR 8.4.4 pimd',
    source: '10.1.0.1',
    destination: '239.1.1.1',
    ttl: 1,
    ipOptions: '94 04 00 00',
    tshark: 'Membership Query, specific for group 239.1.1.1',
    bytes: hex(`
      110afc75 ef010101 # IGMPv3 Membership Query, Max Resp Code 10, checksum 0xfc75, group 239.1.1.1
      027d0000 # S 0, QRV 2, QQIC 125, 0 sources
    `),
  },
  {
    name: 'v3: second group-specific query',
    from: 'FRR 8.4.4 pimd',
    source: '10.1.0.1',
    destination: '239.1.1.1',
    ttl: 1,
    ipOptions: '94 04 00 00',
    tshark: 'Membership Query, specific for group 239.1.1.1',
    bytes: hex(`
      110afc75 ef010101 # IGMPv3 Membership Query, Max Resp Code 10, checksum 0xfc75, group 239.1.1.1
      027d0000 # S 0, QRV 2, QQIC 125, 0 sources
    `),
  },
  {
    name: 'v3: group-and-source-specific query',
    from: 'FRR 8.4.4 pimd',
    source: '10.1.0.1',
    destination: '239.1.1.1',
    ttl: 1,
    ipOptions: '94 04 00 00',
    tshark: 'Membership Query, specific for group 239.1.1.1, source {192.0.2.66}',
    bytes: hex(`
      110a3a32 ef010101 # IGMPv3 Membership Query, Max Resp Code 10, checksum 0x3a32, group 239.1.1.1
      027d0001 # S 0, QRV 2, QQIC 125, 1 sources
      c0000242 # sources: 192.0.2.66
    `),
  },
  {
    name: 'v3: group-and-source-specific query of an SSM group',
    from: 'FRR 8.4.4 pimd',
    source: '10.1.0.1',
    destination: '232.1.1.1',
    ttl: 1,
    ipOptions: '94 04 00 00',
    tshark: 'Membership Query, specific for group 232.1.1.1, source {192.0.2.10}',
    bytes: hex(`
      110a416a e8010101 # IGMPv3 Membership Query, Max Resp Code 10, checksum 0x416a, group 232.1.1.1
      027d0001 # S 0, QRV 2, QQIC 125, 1 sources
      c000020a # sources: 192.0.2.10
    `),
  },
  {
    name: 'v3: group-and-source-specific query for source 0.0.0.0 (an oddity of pimd)',
    from: 'FRR 8.4.4 pimd',
    source: '10.1.0.1',
    destination: '239.1.1.1',
    ttl: 1,
    ipOptions: '94 04 00 00',
    tshark: 'Membership Query, specific for group 239.1.1.1, source {0.0.0.0}',
    bytes: hex(`
      110afc74 ef010101 # IGMPv3 Membership Query, Max Resp Code 10, checksum 0xfc74, group 239.1.1.1
      027d0001 # S 0, QRV 2, QQIC 125, 1 sources
      00000000 # sources: 0.0.0.0
    `),
  },
  {
    name: 'v2: group-specific query',
    from: 'FRR 8.4.4 pimd',
    source: '10.1.0.1',
    destination: '232.1.1.1',
    ttl: 1,
    ipOptions: '94 04 00 00',
    tshark: 'Membership Query, specific for group 232.1.1.1',
    bytes: hex(`
      110a05f3 e8010101 # IGMPv2 Membership Query, Max Resp Time 1.0 s, checksum 0x05f3, group 232.1.1.1
    `),
  },
  {
    name: 'v2: general query',
    from: 'FRR 8.4.4 pimd',
    source: '10.1.0.1',
    destination: '224.0.0.1',
    ttl: 1,
    ipOptions: '94 04 00 00',
    tshark: 'Membership Query, general',
    bytes: hex(`
      110aeef5 00000000 # IGMPv2 Membership Query, Max Resp Time 1.0 s, checksum 0xeef5, general
    `),
  },
]
