import { type CapturedPacket, hex } from './captured-packet.js'

/**
 * A numbered point-to-point link in NSSA 1: FRR 192.0.2.3 (10.0.1.1, ABR) and BIRD 192.0.2.4 (10.0.1.2, ASBR of the NSSA).
 * Captured with tcpdump 4.99 on FRR's interface.
 */
export const ospfNssa: readonly CapturedPacket[] = [
  {
    name: 'Hello in an NSSA',
    from: 'FRR 8.4.4 ospfd',
    source: '10.0.1.1',
    destination: '224.0.0.5',
    ttl: 1,
    tshark: 'Hello Packet',
    bytes: hex(`
      02010030 c0000203 00000001 # version 2, Hello, length 48, router 192.0.2.3, area 0.0.0.1
      71c20000 00000000 00000000 # checksum 0x71c2, AuType 0
      fffffffc 00010801 00000004 00000000 00000000 # mask 255.255.255.252, HelloInterval 1, options N/P, priority 1, dead 4, DR 0.0.0.0, Backup 0.0.0.0
      c0000204 # neighbors: 192.0.2.4
    `),
  },
  {
    name: 'Hello of BIRD in an NSSA',
    from: 'BIRD 2.0.12',
    source: '10.0.1.2',
    destination: '224.0.0.5',
    ttl: 1,
    tshark: 'Hello Packet',
    bytes: hex(`
      02010030 c0000204 00000001 # version 2, Hello, length 48, router 192.0.2.4, area 0.0.0.1
      71c20000 00000000 00000000 # checksum 0x71c2, AuType 0
      fffffffc 00010801 00000004 00000000 00000000 # mask 255.255.255.252, HelloInterval 1, options N/P, priority 1, dead 4, DR 0.0.0.0, Backup 0.0.0.0
      c0000203 # neighbors: 192.0.2.3
    `),
  },
  {
    name: 'Database Description with a default summary',
    from: 'FRR 8.4.4 ospfd',
    source: '10.0.1.1',
    destination: '224.0.0.5',
    ttl: 1,
    tshark: 'DB Description',
    bytes: hex(`
      0202005c c0000203 00000001 # version 2, Database Description, length 92, router 192.0.2.3, area 0.0.0.1
      cde30000 00000000 00000000 # checksum 0xcde3, AuType 0
      05dc0800 9de98e4b # MTU 1500, options N/P, no flags, DD sequence number 2649329227
      00000801 c0000203 c0000203 80000004 68410024 # age 0, options N/P, router-LSA, ID 192.0.2.3, by 192.0.2.3, seq 0x80000004, checksum 0x6841, length 36
      00000003 00000000 c0000203 80000001 aceb001c # age 0, options none, summary-LSA (network), ID 0.0.0.0, by 192.0.2.3, seq 0x80000001, checksum 0xaceb, length 28
      00000003 0a000000 c0000203 80000001 8401001c # age 0, options none, summary-LSA (network), ID 10.0.0.0, by 192.0.2.3, seq 0x80000001, checksum 0x8401, length 28
    `),
  },
  {
    name: 'Database Description with an NSSA-external-LSA',
    from: 'BIRD 2.0.12',
    source: '10.0.1.2',
    destination: '224.0.0.5',
    ttl: 1,
    tshark: 'DB Description',
    bytes: hex(`
      02020048 c0000204 00000001 # version 2, Database Description, length 72, router 192.0.2.4, area 0.0.0.1
      53440000 00000000 00000000 # checksum 0x5344, AuType 0
      05dc4001 9de98e4c # MTU 1500, options O, MS, DD sequence number 2649329228
      00000807 64410000 c0000204 80000001 e3e10024 # age 0, options N/P, NSSA-external-LSA, ID 100.65.0.0, by 192.0.2.4, seq 0x80000001, checksum 0xe3e1, length 36
      00004801 c0000204 c0000204 80000001 97d30024 # age 0, options O|N/P, router-LSA, ID 192.0.2.4, by 192.0.2.4, seq 0x80000001, checksum 0x97d3, length 36
    `),
  },
  {
    name: 'Link State Update with the default summary-LSA of an NSSA',
    from: 'FRR 8.4.4 ospfd',
    source: '10.0.1.1',
    destination: '224.0.0.5',
    ttl: 1,
    tshark: 'LS Update',
    bytes: hex(`
      02040078 c0000203 00000001 # version 2, Link State Update, length 120, router 192.0.2.3, area 0.0.0.1
      f7bc0000 00000000 00000000 # checksum 0xf7bc, AuType 0
      00000003 # 3 LSAs
      00010801 c0000203 c0000203 80000004 68410024 # age 1, options N/P, router-LSA, ID 192.0.2.3, by 192.0.2.3, seq 0x80000004, checksum 0x6841, length 36
      03000001 #   flags E|B, 1 link
      0a000100 fffffffc 0300000a #   stub network 10.0.1.0, data 255.255.255.252, metric 10
      00010003 00000000 c0000203 80000001 aceb001c # age 1, options none, summary-LSA (network), ID 0.0.0.0, by 192.0.2.3, seq 0x80000001, checksum 0xaceb, length 28
      00000000 00000001 #   mask 0.0.0.0, metric 1
      00010003 0a000000 c0000203 80000001 8401001c # age 1, options none, summary-LSA (network), ID 10.0.0.0, by 192.0.2.3, seq 0x80000001, checksum 0x8401, length 28
      ffffff00 0000000a #   mask 255.255.255.0, metric 10
    `),
  },
  {
    name: 'Link State Update with an NSSA-external-LSA',
    from: 'BIRD 2.0.12',
    source: '10.0.1.2',
    destination: '224.0.0.5',
    ttl: 1,
    tshark: 'LS Update',
    bytes: hex(`
      02040064 c0000204 00000001 # version 2, Link State Update, length 100, router 192.0.2.4, area 0.0.0.1
      aa1f0000 00000000 00000000 # checksum 0xaa1f, AuType 0
      00000002 # 2 LSAs
      00014801 c0000204 c0000204 80000001 97d30024 # age 1, options O|N/P, router-LSA, ID 192.0.2.4, by 192.0.2.4, seq 0x80000001, checksum 0x97d3, length 36
      02000001 #   flags E, 1 link
      0a000100 fffffffc 0300000a #   stub network 10.0.1.0, data 255.255.255.252, metric 10
      00010807 64410000 c0000204 80000001 e3e10024 # age 1, options N/P, NSSA-external-LSA, ID 100.65.0.0, by 192.0.2.4, seq 0x80000001, checksum 0xe3e1, length 36
      ffff0000 0000000c 0a000102 00000000 #   mask 255.255.0.0, type 1, metric 12, forwarding address 10.0.1.2, tag 0
    `),
  },
  {
    name: 'router-LSA of a point-to-point link',
    from: 'BIRD 2.0.12',
    source: '10.0.1.2',
    destination: '224.0.0.5',
    ttl: 1,
    tshark: 'LS Update',
    bytes: hex(`
      0204004c c0000204 00000001 # version 2, Link State Update, length 76, router 192.0.2.4, area 0.0.0.1
      8f540000 00000000 00000000 # checksum 0x8f54, AuType 0
      00000001 # 1 LSA
      00014801 c0000204 c0000204 80000002 81fd0030 # age 1, options O|N/P, router-LSA, ID 192.0.2.4, by 192.0.2.4, seq 0x80000002, checksum 0x81fd, length 48
      02000002 #   flags E, 2 links
      c0000203 0a000102 0100000a #   point-to-point to router 192.0.2.3, data 10.0.1.2, metric 10
      0a000100 fffffffc 0300000a #   stub network 10.0.1.0, data 255.255.255.252, metric 10
    `),
  },
  {
    name: 'premature ageing of a summary-LSA',
    from: 'FRR 8.4.4 ospfd',
    source: '10.0.1.1',
    destination: '224.0.0.5',
    ttl: 1,
    tshark: 'LS Update',
    bytes: hex(`
      02040038 c0000203 00000001 # version 2, Link State Update, length 56, router 192.0.2.3, area 0.0.0.1
      5e7d0000 00000000 00000000 # checksum 0x5e7d, AuType 0
      00000001 # 1 LSA
      0e100003 0a000000 c0000203 80000001 8401001c # MaxAge, options none, summary-LSA (network), ID 10.0.0.0, by 192.0.2.3, seq 0x80000001, checksum 0x8401, length 28
      ffffff00 0000000a #   mask 255.255.255.0, metric 10
    `),
  },
  {
    name: 'Link State Acknowledgment',
    from: 'BIRD 2.0.12',
    source: '10.0.1.2',
    destination: '224.0.0.5',
    ttl: 1,
    tshark: 'LS Acknowledge',
    bytes: hex(`
      02050054 c0000204 00000001 # version 2, Link State Acknowledgment, length 84, router 192.0.2.4, area 0.0.0.1
      07f60000 00000000 00000000 # checksum 0x07f6, AuType 0
      00010801 c0000203 c0000203 80000004 68410024 # age 1, options N/P, router-LSA, ID 192.0.2.3, by 192.0.2.3, seq 0x80000004, checksum 0x6841, length 36
      00010003 00000000 c0000203 80000001 aceb001c # age 1, options none, summary-LSA (network), ID 0.0.0.0, by 192.0.2.3, seq 0x80000001, checksum 0xaceb, length 28
      00010003 0a000000 c0000203 80000001 8401001c # age 1, options none, summary-LSA (network), ID 10.0.0.0, by 192.0.2.3, seq 0x80000001, checksum 0x8401, length 28
    `),
  },
]
