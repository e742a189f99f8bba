import { type CapturedPacket, hex } from './captured-packet.js'

/**
 * The Linux kernel as a host (10.1.0.2), versions forced by force_igmp_version, and as the host part of a router (10.1.0.1).
 * Captured with tcpdump 4.99.
 */
export const igmpHost: readonly CapturedPacket[] = [
  {
    name: 'v3: join',
    from: 'Linux 6.18',
    source: '10.1.0.2',
    destination: '224.0.0.22',
    ttl: 1,
    ipOptions: '94 04 00 00',
    tshark: 'Membership Report / Join group 239.1.1.1 for any sources',
    bytes: hex(`
      2200e9fb 00000001 # IGMPv3 Membership Report, checksum 0xe9fb, 1 group record
      04000000 ef010101 # CHANGE_TO_EXCLUDE_MODE 239.1.1.1, 0 sources
    `),
  },
  {
    name: 'v3: leave',
    from: 'Linux 6.18',
    source: '10.1.0.2',
    destination: '224.0.0.22',
    ttl: 1,
    ipOptions: '94 04 00 00',
    tshark: 'Membership Report / Leave group 239.1.1.1',
    bytes: hex(`
      2200eafb 00000001 # IGMPv3 Membership Report, checksum 0xeafb, 1 group record
      03000000 ef010101 # CHANGE_TO_INCLUDE_MODE 239.1.1.1, 0 sources
    `),
  },
  {
    name: 'v3: join of a source',
    from: 'Linux 6.18',
    source: '10.1.0.2',
    destination: '224.0.0.22',
    ttl: 1,
    ipOptions: '94 04 00 00',
    tshark: 'Membership Report / Group 232.1.1.1, new source {192.0.2.10}',
    bytes: hex(`
      22002df0 00000001 # IGMPv3 Membership Report, checksum 0x2df0, 1 group record
      05000001 e8010101 c000020a # ALLOW_NEW_SOURCES 232.1.1.1, 1 source: 192.0.2.10
    `),
  },
  {
    name: 'v3: leave of a source',
    from: 'Linux 6.18',
    source: '10.1.0.2',
    destination: '224.0.0.22',
    ttl: 1,
    ipOptions: '94 04 00 00',
    tshark: 'Membership Report / Group 232.1.1.1, block source {192.0.2.10}',
    bytes: hex(`
      22002cf0 00000001 # IGMPv3 Membership Report, checksum 0x2cf0, 1 group record
      06000001 e8010101 c000020a # BLOCK_OLD_SOURCES 232.1.1.1, 1 source: 192.0.2.10
    `),
  },
  {
    name: 'v3: two group records, the first with BLOCK_OLD_SOURCES',
    from: 'Linux 6.18',
    source: '10.1.0.2',
    destination: '224.0.0.22',
    ttl: 1,
    ipOptions: '94 04 00 00',
    tshark: 'Membership Report / Group 232.1.1.1, block source {192.0.2.11} / Join group 239.2.2.2 for any sources',
    bytes: hex(`
      220037e9 00000002 # IGMPv3 Membership Report, checksum 0x37e9, 2 group records
      06000001 e8010101 c000020b # BLOCK_OLD_SOURCES 232.1.1.1, 1 source: 192.0.2.11
      04000000 ef020202 # CHANGE_TO_EXCLUDE_MODE 239.2.2.2, 0 sources
    `),
  },
  {
    name: 'v3: a source blocked',
    from: 'Linux 6.18',
    source: '10.1.0.2',
    destination: '224.0.0.22',
    ttl: 1,
    ipOptions: '94 04 00 00',
    tshark: 'Membership Report / Group 239.2.2.2, block source {192.0.2.66}',
    bytes: hex(`
      220024b6 00000001 # IGMPv3 Membership Report, checksum 0x24b6, 1 group record
      06000001 ef020202 c0000242 # BLOCK_OLD_SOURCES 239.2.2.2, 1 source: 192.0.2.66
    `),
  },
  {
    name: 'v3: a source unblocked',
    from: 'Linux 6.18',
    source: '10.1.0.2',
    destination: '224.0.0.22',
    ttl: 1,
    ipOptions: '94 04 00 00',
    tshark: 'Membership Report / Group 239.2.2.2, new source {192.0.2.66}',
    bytes: hex(`
      220025b6 00000001 # IGMPv3 Membership Report, checksum 0x25b6, 1 group record
      05000001 ef020202 c0000242 # ALLOW_NEW_SOURCES 239.2.2.2, 1 source: 192.0.2.66
    `),
  },
  {
    name: 'v3: answer to a general query or state change with excluded sources',
    from: 'Linux 6.18',
    source: '10.1.0.2',
    destination: '224.0.0.22',
    ttl: 1,
    ipOptions: '94 04 00 00',
    tshark:
      'Membership Report / Join group 239.2.2.2, for sources not in {192.0.2.66, 192.0.2.67} / Group 232.1.1.1, new source {192.0.2.10} / Join group 239.1.1.1 for any sources',
    bytes: hex(`
      2200c05d 00000003 # IGMPv3 Membership Report, checksum 0xc05d, 3 group records
      04000002 ef020202 c0000242 c0000243 # CHANGE_TO_EXCLUDE_MODE 239.2.2.2, 2 sources: 192.0.2.66, 192.0.2.67
      05000001 e8010101 c000020a # ALLOW_NEW_SOURCES 232.1.1.1, 1 source: 192.0.2.10
      04000000 ef010101 # CHANGE_TO_EXCLUDE_MODE 239.1.1.1, 0 sources
    `),
  },
  {
    name: 'v3: current state of three groups',
    from: 'Linux 6.18',
    source: '10.1.0.2',
    destination: '224.0.0.22',
    ttl: 1,
    ipOptions: '94 04 00 00',
    tshark:
      'Membership Report / Join group 239.2.2.2, for sources not in {192.0.2.66, 192.0.2.67} / Join group 232.1.1.1 for source {192.0.2.10} / Join group 239.1.1.1 for any sources',
    bytes: hex(`
      2200c85d 00000003 # IGMPv3 Membership Report, checksum 0xc85d, 3 group records
      02000002 ef020202 c0000242 c0000243 # MODE_IS_EXCLUDE 239.2.2.2, 2 sources: 192.0.2.66, 192.0.2.67
      01000001 e8010101 c000020a # MODE_IS_INCLUDE 232.1.1.1, 1 source: 192.0.2.10
      02000000 ef010101 # MODE_IS_EXCLUDE 239.1.1.1, 0 sources
    `),
  },
  {
    name: 'v3: change to INCLUDE with one source',
    from: 'Linux 6.18',
    source: '10.1.0.2',
    destination: '224.0.0.22',
    ttl: 1,
    ipOptions: '94 04 00 00',
    tshark: 'Membership Report / Join group 239.2.2.2 for source {192.0.2.68}',
    bytes: hex(`
      220027b4 00000001 # IGMPv3 Membership Report, checksum 0x27b4, 1 group record
      03000001 ef020202 c0000244 # CHANGE_TO_INCLUDE_MODE 239.2.2.2, 1 source: 192.0.2.68
    `),
  },
  {
    name: 'v3: answer to a group-specific query',
    from: 'Linux 6.18',
    source: '10.1.0.2',
    destination: '224.0.0.22',
    ttl: 1,
    ipOptions: '94 04 00 00',
    tshark: 'Membership Report / Join group 239.2.2.2 for source {192.0.2.68}',
    bytes: hex(`
      220027b4 00000001 # IGMPv3 Membership Report, checksum 0x27b4, 1 group record
      03000001 ef020202 c0000244 # CHANGE_TO_INCLUDE_MODE 239.2.2.2, 1 source: 192.0.2.68
    `),
  },
  {
    name: 'v3: three groups left at once',
    from: 'Linux 6.18',
    source: '10.1.0.2',
    destination: '224.0.0.22',
    ttl: 1,
    ipOptions: '94 04 00 00',
    tshark:
      'Membership Report / Leave group 239.1.1.1 / Group 232.1.1.1, block source {192.0.2.10} / Group 239.2.2.2, block source {192.0.2.68}',
    bytes: hex(`
      220080a0 00000003 # IGMPv3 Membership Report, checksum 0x80a0, 3 group records
      03000000 ef010101 # CHANGE_TO_INCLUDE_MODE 239.1.1.1, 0 sources
      06000001 e8010101 c000020a # BLOCK_OLD_SOURCES 232.1.1.1, 1 source: 192.0.2.10
      06000001 ef020202 c0000244 # BLOCK_OLD_SOURCES 239.2.2.2, 1 source: 192.0.2.68
    `),
  },
  {
    name: 'v2: report',
    from: 'Linux 6.18',
    source: '10.1.0.2',
    destination: '239.3.3.3',
    ttl: 1,
    ipOptions: '94 04 00 00',
    tshark: 'Membership Report group 239.3.3.3',
    bytes: hex(`
      1600f7f8 ef030303 # IGMPv2 Membership Report, checksum 0xf7f8, group 239.3.3.3
    `),
  },
  {
    name: 'v2: leave',
    from: 'Linux 6.18',
    source: '10.1.0.2',
    destination: '224.0.0.2',
    ttl: 1,
    ipOptions: '94 04 00 00',
    tshark: 'Leave Group 239.3.3.3',
    bytes: hex(`
      1700f6f8 ef030303 # Leave Group, checksum 0xf6f8, group 239.3.3.3
    `),
  },
  {
    name: 'v1: report',
    from: 'Linux 6.18',
    source: '10.1.0.2',
    destination: '239.4.4.4',
    ttl: 1,
    ipOptions: '94 04 00 00',
    tshark: 'Membership Report',
    bytes: hex(`
      1200faf6 ef040404 # IGMPv1 Membership Report, checksum 0xfaf6, group 239.4.4.4
    `),
  },
  {
    name: 'v2: report in answer to a v2 query',
    from: 'Linux 6.18',
    source: '10.1.0.2',
    destination: '232.1.1.1',
    ttl: 1,
    ipOptions: '94 04 00 00',
    tshark: 'Membership Report group 232.1.1.1',
    bytes: hex(`
      160000fd e8010101 # IGMPv2 Membership Report, checksum 0x00fd, group 232.1.1.1
    `),
  },
  {
    name: 'v3: a multicast router joins its three groups',
    from: 'Linux 6.18',
    source: '10.1.0.1',
    destination: '224.0.0.22',
    ttl: 1,
    ipOptions: '94 04 00 00',
    tshark:
      'Membership Report / Join group 224.0.0.13 for any sources / Join group 224.0.0.22 for any sources / Join group 224.0.0.2 for any sources',
    bytes: hex(`
      220031d5 00000003 # IGMPv3 Membership Report, checksum 0x31d5, 3 group records
      04000000 e000000d # CHANGE_TO_EXCLUDE_MODE 224.0.0.13, 0 sources
      04000000 e0000016 # CHANGE_TO_EXCLUDE_MODE 224.0.0.22, 0 sources
      04000000 e0000002 # CHANGE_TO_EXCLUDE_MODE 224.0.0.2, 0 sources
    `),
  },
]
