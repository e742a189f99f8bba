import { type CapturedPacket, hex } from './captured-packet.js'

/**
 * A LAN of three: FRR 192.0.2.1 (10.0.0.1, priority 10, DR, ABR to area 2, opaque capability), BIRD 192.0.2.2 (10.0.0.2, priority 5, Backup,
 * ASBR) and FRR 192.0.2.3 (10.0.0.3, priority 1, DROther, ABR to NSSA 1). Captured with tcpdump 4.99 on the bridge of 10.0.0.0/24.
 */
export const ospfLanExchange: readonly CapturedPacket[] = [
  {
    name: 'Hello on a broadcast network before a neighbor is known',
    from: 'FRR 8.4.4 ospfd',
    source: '10.0.0.1',
    destination: '224.0.0.5',
    ttl: 1,
    tshark: 'Hello Packet',
    bytes: hex(`
      0201002c c0000201 00000000 # version 2, Hello, length 44, router 192.0.2.1, area 0.0.0.0
      3ac10000 00000000 00000000 # checksum 0x3ac1, AuType 0
      ffffff00 0001020a 00000004 00000000 00000000 # mask 255.255.255.0, HelloInterval 1, options E, priority 10, dead 4, DR 0.0.0.0, Backup 0.0.0.0
    `),
  },
  {
    name: 'Hello on a broadcast network in Waiting with two neighbors',
    from: 'BIRD 2.0.12',
    source: '10.0.0.2',
    destination: '224.0.0.5',
    ttl: 1,
    tshark: 'Hello Packet',
    bytes: hex(`
      02010034 c0000202 00000000 # version 2, Hello, length 52, router 192.0.2.2, area 0.0.0.0
      b6b70000 00000000 00000000 # checksum 0xb6b7, AuType 0
      ffffff00 00010205 00000004 00000000 00000000 # mask 255.255.255.0, HelloInterval 1, options E, priority 5, dead 4, DR 0.0.0.0, Backup 0.0.0.0
      c0000201 c0000203 # neighbors: 192.0.2.1, 192.0.2.3
    `),
  },
  {
    name: 'Hello of the Designated Router',
    from: 'FRR 8.4.4 ospfd',
    source: '10.0.0.1',
    destination: '224.0.0.5',
    ttl: 1,
    tshark: 'Hello Packet',
    bytes: hex(`
      02010034 c0000201 00000000 # version 2, Hello, length 52, router 192.0.2.1, area 0.0.0.0
      a2af0000 00000000 00000000 # checksum 0xa2af, AuType 0
      ffffff00 0001020a 00000004 0a000001 0a000002 # mask 255.255.255.0, HelloInterval 1, options E, priority 10, dead 4, DR 10.0.0.1, Backup 10.0.0.2
      c0000202 c0000203 # neighbors: 192.0.2.2, 192.0.2.3
    `),
  },
  {
    name: 'first Database Description: I, M and MS set, no headers',
    from: 'FRR 8.4.4 ospfd',
    source: '10.0.0.1',
    destination: '10.0.0.3',
    ttl: 1,
    tshark: 'DB Description',
    bytes: hex(`
      02020020 c0000201 00000000 # version 2, Database Description, length 32, router 192.0.2.1, area 0.0.0.0
      6b410000 00000000 00000000 # checksum 0x6b41, AuType 0
      05dc4207 4d7c3b3b # MTU 1500, options O|E, I|M|MS, DD sequence number 1299987259
    `),
  },
  {
    name: 'first Database Description of BIRD',
    from: 'BIRD 2.0.12',
    source: '10.0.0.2',
    destination: '10.0.0.1',
    ttl: 1,
    tshark: 'DB Description',
    bytes: hex(`
      02020020 c0000202 00000000 # version 2, Database Description, length 32, router 192.0.2.2, area 0.0.0.0
      76f20000 00000000 00000000 # checksum 0x76f2, AuType 0
      05dc4207 8040fcc4 # MTU 1500, options O|E, I|M|MS, DD sequence number 2151742660
    `),
  },
  {
    name: 'Database Description of the slave with all it has',
    from: 'FRR 8.4.4 ospfd',
    source: '10.0.0.1',
    destination: '10.0.0.3',
    ttl: 1,
    tshark: 'DB Description',
    bytes: hex(`
      02020084 c0000201 00000000 # version 2, Database Description, length 132, router 192.0.2.1, area 0.0.0.0
      b3160000 00000000 00000000 # checksum 0xb316, AuType 0
      05dc4200 334b3de8 # MTU 1500, options O|E, no flags, DD sequence number 860569064
      00000201 c0000201 c0000201 80000003 ffb40024 # age 0, options E, router-LSA, ID 192.0.2.1, by 192.0.2.1, seq 0x80000003, checksum 0xffb4, length 36
      00040203 0a000200 c0000201 80000001 4a3c001c # age 4, options E, summary-LSA (network), ID 10.0.2.0, by 192.0.2.1, seq 0x80000001, checksum 0x4a3c, length 28
      00020204 c0000205 c0000201 80000001 d4f1001c # age 2, options E, summary-LSA (ASBR), ID 192.0.2.5, by 192.0.2.1, seq 0x80000001, checksum 0xd4f1, length 28
      00040205 c6336400 c0000205 80000001 e8230024 # age 4, options E, AS-external-LSA, ID 198.51.100.0, by 192.0.2.5, seq 0x80000001, checksum 0xe823, length 36
      00040205 cb007180 c0000205 80000001 7caf0024 # age 4, options E, AS-external-LSA, ID 203.0.113.128, by 192.0.2.5, seq 0x80000001, checksum 0x7caf, length 36
    `),
  },
  {
    name: 'Database Description of the master',
    from: 'FRR 8.4.4 ospfd',
    source: '10.0.0.3',
    destination: '10.0.0.1',
    ttl: 1,
    tshark: 'DB Description',
    bytes: hex(`
      02020048 c0000203 00000000 # version 2, Database Description, length 72, router 192.0.2.3, area 0.0.0.0
      40420000 00000000 00000000 # checksum 0x4042, AuType 0
      05dc0201 334b3de9 # MTU 1500, options E, MS, DD sequence number 860569065
      00000201 c0000203 c0000203 80000004 e3c90024 # age 0, options E, router-LSA, ID 192.0.2.3, by 192.0.2.3, seq 0x80000004, checksum 0xe3c9, length 36
      00030203 0a000100 c0000203 80000001 493c001c # age 3, options E, summary-LSA (network), ID 10.0.1.0, by 192.0.2.3, seq 0x80000001, checksum 0x493c, length 28
    `),
  },
  {
    name: 'Database Description of BIRD with its own LSAs',
    from: 'BIRD 2.0.12',
    source: '10.0.0.2',
    destination: '10.0.0.1',
    ttl: 1,
    tshark: 'DB Description',
    bytes: hex(`
      02020048 c0000202 00000000 # version 2, Database Description, length 72, router 192.0.2.2, area 0.0.0.0
      954c0000 00000000 00000000 # checksum 0x954c, AuType 0
      05dc4201 8040fcc5 # MTU 1500, options O|E, MS, DD sequence number 2151742661
      00030205 6440ffff c0000202 80000001 ef360024 # age 3, options E, AS-external-LSA, ID 100.64.255.255, by 192.0.2.2, seq 0x80000001, checksum 0xef36, length 36
      00024201 c0000202 c0000202 80000001 03a10030 # age 2, options O|E, router-LSA, ID 192.0.2.2, by 192.0.2.2, seq 0x80000001, checksum 0x03a1, length 48
    `),
  },
  {
    name: 'last Database Description, empty',
    from: 'FRR 8.4.4 ospfd',
    source: '10.0.0.1',
    destination: '10.0.0.2',
    ttl: 1,
    tshark: 'DB Description',
    bytes: hex(`
      02020020 c0000201 00000000 # version 2, Database Description, length 32, router 192.0.2.1, area 0.0.0.0
      76f90000 00000000 00000000 # checksum 0x76f9, AuType 0
      05dc4200 8040fcc5 # MTU 1500, options O|E, no flags, DD sequence number 2151742661
    `),
  },
  {
    name: 'Link State Request of FRR for five types',
    from: 'FRR 8.4.4 ospfd',
    source: '10.0.0.3',
    destination: '10.0.0.1',
    ttl: 1,
    tshark: 'LS Request',
    bytes: hex(`
      02030054 c0000203 00000000 # version 2, Link State Request, length 84, router 192.0.2.3, area 0.0.0.0
      7ac50000 00000000 00000000 # checksum 0x7ac5, AuType 0
      00000001 c0000201 c0000201 # router-LSA, ID 192.0.2.1, by 192.0.2.1
      00000003 0a000200 c0000201 # summary-LSA (network), ID 10.0.2.0, by 192.0.2.1
      00000004 c0000205 c0000201 # summary-LSA (ASBR), ID 192.0.2.5, by 192.0.2.1
      00000005 c6336400 c0000205 # AS-external-LSA, ID 198.51.100.0, by 192.0.2.5
      00000005 cb007180 c0000205 # AS-external-LSA, ID 203.0.113.128, by 192.0.2.5
    `),
  },
  {
    name: 'Link State Request of BIRD',
    from: 'BIRD 2.0.12',
    source: '10.0.0.2',
    destination: '10.0.0.1',
    ttl: 1,
    tshark: 'LS Request',
    bytes: hex(`
      02030078 c0000202 00000000 # version 2, Link State Request, length 120, router 192.0.2.2, area 0.0.0.0
      5d8e0000 00000000 00000000 # checksum 0x5d8e, AuType 0
      00000001 c0000201 c0000201 # router-LSA, ID 192.0.2.1, by 192.0.2.1
      00000001 c0000203 c0000203 # router-LSA, ID 192.0.2.3, by 192.0.2.3
      00000002 0a000001 c0000201 # network-LSA, ID 10.0.0.1, by 192.0.2.1
      00000003 0a000100 c0000203 # summary-LSA (network), ID 10.0.1.0, by 192.0.2.3
      00000003 0a000200 c0000201 # summary-LSA (network), ID 10.0.2.0, by 192.0.2.1
      00000004 c0000205 c0000201 # summary-LSA (ASBR), ID 192.0.2.5, by 192.0.2.1
      00000005 c6336400 c0000205 # AS-external-LSA, ID 198.51.100.0, by 192.0.2.5
      00000005 cb007180 c0000205 # AS-external-LSA, ID 203.0.113.128, by 192.0.2.5
    `),
  },
  {
    name: 'Link State Acknowledgment to AllDRouters',
    from: 'FRR 8.4.4 ospfd',
    source: '10.0.0.3',
    destination: '224.0.0.6',
    ttl: 1,
    tshark: 'LS Acknowledge',
    bytes: hex(`
      02050068 c0000203 00000000 # version 2, Link State Acknowledgment, length 104, router 192.0.2.3, area 0.0.0.0
      ece20000 00000000 00000000 # checksum 0xece2, AuType 0
      00020201 c0000201 c0000201 80000004 75330024 # age 2, options E, router-LSA, ID 192.0.2.1, by 192.0.2.1, seq 0x80000004, checksum 0x7533, length 36
      00054201 c0000202 c0000202 80000001 03a10030 # age 5, options O|E, router-LSA, ID 192.0.2.2, by 192.0.2.2, seq 0x80000001, checksum 0x03a1, length 48
      00050205 6440ffff c0000202 80000001 ef360024 # age 5, options E, AS-external-LSA, ID 100.64.255.255, by 192.0.2.2, seq 0x80000001, checksum 0xef36, length 36
      00020202 0a000001 c0000201 80000002 a3940024 # age 2, options E, network-LSA, ID 10.0.0.1, by 192.0.2.1, seq 0x80000002, checksum 0xa394, length 36
    `),
  },
  {
    name: 'delayed Link State Acknowledgment to AllSPFRouters',
    from: 'BIRD 2.0.12',
    source: '10.0.0.2',
    destination: '224.0.0.5',
    ttl: 1,
    tshark: 'LS Acknowledge',
    bytes: hex(`
      020500b8 c0000202 00000000 # version 2, Link State Acknowledgment, length 184, router 192.0.2.2, area 0.0.0.0
      1ce70000 00000000 00000000 # checksum 0x1ce7, AuType 0
      00010201 c0000201 c0000201 80000004 75330024 # age 1, options E, router-LSA, ID 192.0.2.1, by 192.0.2.1, seq 0x80000004, checksum 0x7533, length 36
      00020201 c0000203 c0000203 80000004 e3c90024 # age 2, options E, router-LSA, ID 192.0.2.3, by 192.0.2.3, seq 0x80000004, checksum 0xe3c9, length 36
      00010202 0a000001 c0000201 80000001 08f90020 # age 1, options E, network-LSA, ID 10.0.0.1, by 192.0.2.1, seq 0x80000001, checksum 0x08f9, length 32
      00050203 0a000100 c0000203 80000001 493c001c # age 5, options E, summary-LSA (network), ID 10.0.1.0, by 192.0.2.3, seq 0x80000001, checksum 0x493c, length 28
      00050203 0a000200 c0000201 80000001 4a3c001c # age 5, options E, summary-LSA (network), ID 10.0.2.0, by 192.0.2.1, seq 0x80000001, checksum 0x4a3c, length 28
      00030204 c0000205 c0000201 80000001 d4f1001c # age 3, options E, summary-LSA (ASBR), ID 192.0.2.5, by 192.0.2.1, seq 0x80000001, checksum 0xd4f1, length 28
      00050205 c6336400 c0000205 80000001 e8230024 # age 5, options E, AS-external-LSA, ID 198.51.100.0, by 192.0.2.5, seq 0x80000001, checksum 0xe823, length 36
      00050205 cb007180 c0000205 80000001 7caf0024 # age 5, options E, AS-external-LSA, ID 203.0.113.128, by 192.0.2.5, seq 0x80000001, checksum 0x7caf, length 36
    `),
  },
]
