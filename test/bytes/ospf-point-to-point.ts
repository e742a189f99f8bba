import { type CapturedPacket, hex } from './captured-packet.js'

/**
 * A numbered point-to-point link in area 2: FRR 192.0.2.1 (10.0.2.1, ABR) and FRR 192.0.2.5 (10.0.2.2, ASBR). Captured with tcpdump 4.99.
 */
export const ospfPointToPoint: readonly CapturedPacket[] = [
  {
    name: 'Hello on a point-to-point link',
    from: 'FRR 8.4.4 ospfd',
    source: '10.0.2.1',
    destination: '224.0.0.5',
    ttl: 1,
    tshark: 'Hello Packet',
    bytes: hex(`
      0201002c c0000201 00000002 # version 2, Hello, length 44, router 192.0.2.1, area 0.0.0.2
      39cc0000 00000000 00000000 # checksum 0x39cc, AuType 0
      fffffffc 00010201 00000004 00000000 00000000 # mask 255.255.255.252, HelloInterval 1, options E, priority 1, dead 4, DR 0.0.0.0, Backup 0.0.0.0
    `),
  },
  {
    name: 'Hello on a point-to-point link with its neighbor',
    from: 'FRR 8.4.4 ospfd',
    source: '10.0.2.1',
    destination: '224.0.0.5',
    ttl: 1,
    tshark: 'Hello Packet',
    bytes: hex(`
      02010030 c0000201 00000002 # version 2, Hello, length 48, router 192.0.2.1, area 0.0.0.2
      77c20000 00000000 00000000 # checksum 0x77c2, AuType 0
      fffffffc 00010201 00000004 00000000 00000000 # mask 255.255.255.252, HelloInterval 1, options E, priority 1, dead 4, DR 0.0.0.0, Backup 0.0.0.0
      c0000205 # neighbors: 192.0.2.5
    `),
  },
  {
    name: 'first Database Description on a point-to-point link',
    from: 'FRR 8.4.4 ospfd',
    source: '10.0.2.2',
    destination: '224.0.0.5',
    ttl: 1,
    tshark: 'DB Description',
    bytes: hex(`
      02020020 c0000205 00000002 # version 2, Database Description, length 32, router 192.0.2.5, area 0.0.0.2
      ed960000 00000000 00000000 # checksum 0xed96, AuType 0
      05dc0207 191f2d3d # MTU 1500, options E, I|M|MS, DD sequence number 421473597
    `),
  },
  {
    name: 'Database Description of the slave',
    from: 'FRR 8.4.4 ospfd',
    source: '10.0.2.1',
    destination: '224.0.0.5',
    ttl: 1,
    tshark: 'DB Description',
    bytes: hex(`
      02020048 c0000201 00000002 # version 2, Database Description, length 72, router 192.0.2.1, area 0.0.0.2
      fd4a0000 00000000 00000000 # checksum 0xfd4a, AuType 0
      05dc4200 191f2d3d # MTU 1500, options O|E, no flags, DD sequence number 421473597
      00010201 c0000201 c0000201 80000002 e9cc0024 # age 1, options E, router-LSA, ID 192.0.2.1, by 192.0.2.1, seq 0x80000002, checksum 0xe9cc, length 36
      00000203 0a000000 c0000201 80000001 7213001c # age 0, options E, summary-LSA (network), ID 10.0.0.0, by 192.0.2.1, seq 0x80000001, checksum 0x7213, length 28
    `),
  },
  {
    name: 'Database Description of the master',
    from: 'FRR 8.4.4 ospfd',
    source: '10.0.2.2',
    destination: '224.0.0.5',
    ttl: 1,
    tshark: 'DB Description',
    bytes: hex(`
      0202005c c0000205 00000002 # version 2, Database Description, length 92, router 192.0.2.5, area 0.0.0.2
      e4440000 00000000 00000000 # checksum 0xe444, AuType 0
      05dc0201 191f2d3e # MTU 1500, options E, MS, DD sequence number 421473598
      00000201 c0000205 c0000205 80000001 aeff0024 # age 0, options E, router-LSA, ID 192.0.2.5, by 192.0.2.5, seq 0x80000001, checksum 0xaeff, length 36
      00000205 c6336400 c0000205 80000001 e8230024 # age 0, options E, AS-external-LSA, ID 198.51.100.0, by 192.0.2.5, seq 0x80000001, checksum 0xe823, length 36
      00000205 cb007180 c0000205 80000001 7caf0024 # age 0, options E, AS-external-LSA, ID 203.0.113.128, by 192.0.2.5, seq 0x80000001, checksum 0x7caf, length 36
    `),
  },
  {
    name: 'Link State Request',
    from: 'FRR 8.4.4 ospfd',
    source: '10.0.2.1',
    destination: '224.0.0.5',
    ttl: 1,
    tshark: 'LS Request',
    bytes: hex(`
      0203003c c0000201 00000002 # version 2, Link State Request, length 60, router 192.0.2.1, area 0.0.0.2
      cce50000 00000000 00000000 # checksum 0xcce5, AuType 0
      00000001 c0000205 c0000205 # router-LSA, ID 192.0.2.5, by 192.0.2.5
      00000005 c6336400 c0000205 # AS-external-LSA, ID 198.51.100.0, by 192.0.2.5
      00000005 cb007180 c0000205 # AS-external-LSA, ID 203.0.113.128, by 192.0.2.5
    `),
  },
  {
    name: 'Link State Update with four LSAs, two of them instances of one',
    from: 'FRR 8.4.4 ospfd',
    source: '10.0.2.2',
    destination: '224.0.0.5',
    ttl: 1,
    tshark: 'LS Update',
    bytes: hex(`
      020400b8 c0000205 00000002 # version 2, Link State Update, length 184, router 192.0.2.5, area 0.0.0.2
      9ed00000 00000000 00000000 # checksum 0x9ed0, AuType 0
      00000004 # 4 LSAs
      00010201 c0000205 c0000205 80000001 aeff0024 # age 1, options E, router-LSA, ID 192.0.2.5, by 192.0.2.5, seq 0x80000001, checksum 0xaeff, length 36
      02000001 #   flags E, 1 link
      0a000200 fffffffc 0300000a #   stub network 10.0.2.0, data 255.255.255.252, metric 10
      00010205 c6336400 c0000205 80000001 e8230024 # age 1, options E, AS-external-LSA, ID 198.51.100.0, by 192.0.2.5, seq 0x80000001, checksum 0xe823, length 36
      ffffff00 00000021 00000000 00000000 #   mask 255.255.255.0, type 1, metric 33, forwarding address 0.0.0.0, tag 0
      00010205 cb007180 c0000205 80000001 7caf0024 # age 1, options E, AS-external-LSA, ID 203.0.113.128, by 192.0.2.5, seq 0x80000001, checksum 0x7caf, length 36
      ffffff80 00000021 00000000 00000000 #   mask 255.255.255.128, type 1, metric 33, forwarding address 0.0.0.0, tag 0
      00010201 c0000205 c0000205 80000002 9d260030 # age 1, options E, router-LSA, ID 192.0.2.5, by 192.0.2.5, seq 0x80000002, checksum 0x9d26, length 48
      02000002 #   flags E, 2 links
      c0000201 0a000202 0100000a #   point-to-point to router 192.0.2.1, data 10.0.2.2, metric 10
      0a000200 fffffffc 0300000a #   stub network 10.0.2.0, data 255.255.255.252, metric 10
    `),
  },
  {
    name: 'Link State Update of an ABR',
    from: 'FRR 8.4.4 ospfd',
    source: '10.0.2.1',
    destination: '224.0.0.5',
    ttl: 1,
    tshark: 'LS Update',
    bytes: hex(`
      0204004c c0000201 00000002 # version 2, Link State Update, length 76, router 192.0.2.1, area 0.0.0.2
      63820000 00000000 00000000 # checksum 0x6382, AuType 0
      00000001 # 1 LSA
      00010201 c0000201 c0000201 80000003 f2d50030 # age 1, options E, router-LSA, ID 192.0.2.1, by 192.0.2.1, seq 0x80000003, checksum 0xf2d5, length 48
      01000002 #   flags B, 2 links
      c0000205 0a000201 0100000a #   point-to-point to router 192.0.2.5, data 10.0.2.1, metric 10
      0a000200 fffffffc 0300000a #   stub network 10.0.2.0, data 255.255.255.252, metric 10
    `),
  },
  {
    name: 'Link State Acknowledgment of three',
    from: 'FRR 8.4.4 ospfd',
    source: '10.0.2.1',
    destination: '224.0.0.5',
    ttl: 1,
    tshark: 'LS Acknowledge',
    bytes: hex(`
      02050054 c0000201 00000002 # version 2, Link State Acknowledgment, length 84, router 192.0.2.1, area 0.0.0.2
      32850000 00000000 00000000 # checksum 0x3285, AuType 0
      00010201 c0000205 c0000205 80000001 aeff0024 # age 1, options E, router-LSA, ID 192.0.2.5, by 192.0.2.5, seq 0x80000001, checksum 0xaeff, length 36
      00010205 c6336400 c0000205 80000001 e8230024 # age 1, options E, AS-external-LSA, ID 198.51.100.0, by 192.0.2.5, seq 0x80000001, checksum 0xe823, length 36
      00010205 cb007180 c0000205 80000001 7caf0024 # age 1, options E, AS-external-LSA, ID 203.0.113.128, by 192.0.2.5, seq 0x80000001, checksum 0x7caf, length 36
    `),
  },
  {
    name: 'Link State Update with two MaxAge externals and a new router-LSA',
    from: 'FRR 8.4.4 ospfd',
    source: '10.0.2.2',
    destination: '224.0.0.5',
    ttl: 1,
    tshark: 'LS Update',
    bytes: hex(`
      02040094 c0000205 00000002 # version 2, Link State Update, length 148, router 192.0.2.5, area 0.0.0.2
      53080000 00000000 00000000 # checksum 0x5308, AuType 0
      00000003 # 3 LSAs
      0e100205 c6336400 c0000205 80000001 e8230024 # MaxAge, options E, AS-external-LSA, ID 198.51.100.0, by 192.0.2.5, seq 0x80000001, checksum 0xe823, length 36
      ffffff00 00000021 00000000 00000000 #   mask 255.255.255.0, type 1, metric 33, forwarding address 0.0.0.0, tag 0
      0e100205 cb007180 c0000205 80000001 7caf0024 # MaxAge, options E, AS-external-LSA, ID 203.0.113.128, by 192.0.2.5, seq 0x80000001, checksum 0x7caf, length 36
      ffffff80 00000021 00000000 00000000 #   mask 255.255.255.128, type 1, metric 33, forwarding address 0.0.0.0, tag 0
      00010201 c0000205 c0000205 80000003 952f0030 # age 1, options E, router-LSA, ID 192.0.2.5, by 192.0.2.5, seq 0x80000003, checksum 0x952f, length 48
      00000002 #   flags none, 2 links
      c0000201 0a000202 0100000a #   point-to-point to router 192.0.2.1, data 10.0.2.2, metric 10
      0a000200 fffffffc 0300000a #   stub network 10.0.2.0, data 255.255.255.252, metric 10
    `),
  },
]
