import { type CapturedPacket, hex } from './captured-packet.js'

/**
 * A LAN of three: FRR 192.0.2.1 (10.0.0.1, priority 10, DR, ABR to area 2, opaque capability), BIRD 192.0.2.2 (10.0.0.2, priority 5, Backup,
 * ASBR) and FRR 192.0.2.3 (10.0.0.3, priority 1, DROther, ABR to NSSA 1). Captured with tcpdump 4.99 on the bridge of 10.0.0.0/24.
 */
export const ospfLanUpdates: readonly CapturedPacket[] = [
  {
    name: 'Link State Update with router-, summary- and AS-external-LSAs',
    from: 'FRR 8.4.4 ospfd',
    source: '10.0.0.1',
    destination: '224.0.0.5',
    ttl: 1,
    tshark: 'LS Update',
    bytes: hex(`
      020400c0 c0000201 00000000 # version 2, Link State Update, length 192, router 192.0.2.1, area 0.0.0.0
      5ffd0000 00000000 00000000 # checksum 0x5ffd, AuType 0
      00000005 # 5 LSAs
      00010201 c0000201 c0000201 80000003 ffb40024 # age 1, options E, router-LSA, ID 192.0.2.1, by 192.0.2.1, seq 0x80000003, checksum 0xffb4, length 36
      01000001 #   flags B, 1 link
      0a000000 ffffff00 0300000a #   stub network 10.0.0.0, data 255.255.255.0, metric 10
      00050203 0a000200 c0000201 80000001 4a3c001c # age 5, options E, summary-LSA (network), ID 10.0.2.0, by 192.0.2.1, seq 0x80000001, checksum 0x4a3c, length 28
      fffffffc 0000000a #   mask 255.255.255.252, metric 10
      00030204 c0000205 c0000201 80000001 d4f1001c # age 3, options E, summary-LSA (ASBR), ID 192.0.2.5, by 192.0.2.1, seq 0x80000001, checksum 0xd4f1, length 28
      00000000 0000000a #   mask 0.0.0.0, metric 10
      00050205 c6336400 c0000205 80000001 e8230024 # age 5, options E, AS-external-LSA, ID 198.51.100.0, by 192.0.2.5, seq 0x80000001, checksum 0xe823, length 36
      ffffff00 00000021 00000000 00000000 #   mask 255.255.255.0, type 1, metric 33, forwarding address 0.0.0.0, tag 0
      00050205 cb007180 c0000205 80000001 7caf0024 # age 5, options E, AS-external-LSA, ID 203.0.113.128, by 192.0.2.5, seq 0x80000001, checksum 0x7caf, length 36
      ffffff80 00000021 00000000 00000000 #   mask 255.255.255.128, type 1, metric 33, forwarding address 0.0.0.0, tag 0
    `),
  },
  {
    name: 'Link State Update with a network-LSA',
    from: 'FRR 8.4.4 ospfd',
    source: '10.0.0.1',
    destination: '224.0.0.5',
    ttl: 1,
    tshark: 'LS Update',
    bytes: hex(`
      02040060 c0000201 00000000 # version 2, Link State Update, length 96, router 192.0.2.1, area 0.0.0.0
      cf020000 00000000 00000000 # checksum 0xcf02, AuType 0
      00000002 # 2 LSAs
      00010201 c0000201 c0000201 80000004 75330024 # age 1, options E, router-LSA, ID 192.0.2.1, by 192.0.2.1, seq 0x80000004, checksum 0x7533, length 36
      01000001 #   flags B, 1 link
      0a000001 0a000001 0200000a #   transit network, DR 10.0.0.1, data 10.0.0.1, metric 10
      00010202 0a000001 c0000201 80000001 08f90020 # age 1, options E, network-LSA, ID 10.0.0.1, by 192.0.2.1, seq 0x80000001, checksum 0x08f9, length 32
      ffffff00 #   mask 255.255.255.0
      c0000201 c0000203 #   attached: 192.0.2.1, 192.0.2.3
    `),
  },
  {
    name: 'Link State Update of BIRD: a stub host and an external whose Link State ID has host bits',
    from: 'BIRD 2.0.12',
    source: '10.0.0.2',
    destination: '10.0.0.1',
    ttl: 1,
    tshark: 'LS Update',
    bytes: hex(`
      02040070 c0000202 00000000 # version 2, Link State Update, length 112, router 192.0.2.2, area 0.0.0.0
      19a20000 00000000 00000000 # checksum 0x19a2, AuType 0
      00000002 # 2 LSAs
      00034201 c0000202 c0000202 80000001 03a10030 # age 3, options O|E, router-LSA, ID 192.0.2.2, by 192.0.2.2, seq 0x80000001, checksum 0x03a1, length 48
      02000002 #   flags E, 2 links
      0a000000 ffffff00 03000007 #   stub network 10.0.0.0, data 255.255.255.0, metric 7
      ac100200 ffffff00 03000003 #   stub network 172.16.2.0, data 255.255.255.0, metric 3
      00040205 6440ffff c0000202 80000001 ef360024 # age 4, options E, AS-external-LSA, ID 100.64.255.255, by 192.0.2.2, seq 0x80000001, checksum 0xef36, length 36
      ffff0000 800001f4 00000000 0000004d #   mask 255.255.0.0, type 2, metric 500, forwarding address 0.0.0.0, tag 77
    `),
  },
  {
    name: 'Link State Update with two instances of one LSA',
    from: 'FRR 8.4.4 ospfd',
    source: '10.0.0.3',
    destination: '224.0.0.6',
    ttl: 1,
    tshark: 'LS Update',
    bytes: hex(`
      02040064 c0000203 00000000 # version 2, Link State Update, length 100, router 192.0.2.3, area 0.0.0.0
      14b60000 00000000 00000000 # checksum 0x14b6, AuType 0
      00000002 # 2 LSAs
      00020201 c0000203 c0000203 80000005 752a0024 # age 2, options E, router-LSA, ID 192.0.2.3, by 192.0.2.3, seq 0x80000005, checksum 0x752a, length 36
      03000001 #   flags E|B, 1 link
      0a000001 0a000003 0200000a #   transit network, DR 10.0.0.1, data 10.0.0.3, metric 10
      00010201 c0000203 c0000203 80000006 732b0024 # age 1, options E, router-LSA, ID 192.0.2.3, by 192.0.2.3, seq 0x80000006, checksum 0x732b, length 36
      03000001 #   flags E|B, 1 link
      0a000001 0a000003 0200000a #   transit network, DR 10.0.0.1, data 10.0.0.3, metric 10
    `),
  },
  {
    name: 'Link State Update with a Router Information opaque LSA',
    from: 'FRR 8.4.4 ospfd',
    source: '10.0.0.1',
    destination: '224.0.0.5',
    ttl: 1,
    tshark: 'LS Update',
    bytes: hex(`
      02040038 c0000201 00000000 # version 2, Link State Update, length 56, router 192.0.2.1, area 0.0.0.0
      e11a0000 00000000 00000000 # checksum 0xe11a, AuType 0
      00000001 # 1 LSA
      0001420a 04000000 c0000201 80000001 c276001c # age 1, options O|E, opaque LSA, area scope, ID 4.0.0.0, by 192.0.2.1, seq 0x80000001, checksum 0xc276, length 28
      00010004 10000000 #   TLV 1, length 4
    `),
  },
  {
    name: 'premature ageing of two externals',
    from: 'FRR 8.4.4 ospfd',
    source: '10.0.0.1',
    destination: '224.0.0.5',
    ttl: 1,
    tshark: 'LS Update',
    bytes: hex(`
      02040064 c0000201 00000000 # version 2, Link State Update, length 100, router 192.0.2.1, area 0.0.0.0
      ccc60000 00000000 00000000 # checksum 0xccc6, AuType 0
      00000002 # 2 LSAs
      0e100205 c6336400 c0000205 80000001 e8230024 # MaxAge, options E, AS-external-LSA, ID 198.51.100.0, by 192.0.2.5, seq 0x80000001, checksum 0xe823, length 36
      ffffff00 00000021 00000000 00000000 #   mask 255.255.255.0, type 1, metric 33, forwarding address 0.0.0.0, tag 0
      0e100205 cb007180 c0000205 80000001 7caf0024 # MaxAge, options E, AS-external-LSA, ID 203.0.113.128, by 192.0.2.5, seq 0x80000001, checksum 0x7caf, length 36
      ffffff80 00000021 00000000 00000000 #   mask 255.255.255.128, type 1, metric 33, forwarding address 0.0.0.0, tag 0
    `),
  },
  {
    name: 'premature ageing of an ASBR-summary-LSA',
    from: 'FRR 8.4.4 ospfd',
    source: '10.0.0.1',
    destination: '224.0.0.5',
    ttl: 1,
    tshark: 'LS Update',
    bytes: hex(`
      02040038 c0000201 00000000 # version 2, Link State Update, length 56, router 192.0.2.1, area 0.0.0.0
      528c0000 00000000 00000000 # checksum 0x528c, AuType 0
      00000001 # 1 LSA
      0e100204 c0000205 c0000201 80000001 d4f1001c # MaxAge, options E, summary-LSA (ASBR), ID 192.0.2.5, by 192.0.2.1, seq 0x80000001, checksum 0xd4f1, length 28
      00000000 0000000a #   mask 0.0.0.0, metric 10
    `),
  },
  {
    name: 'premature ageing of a summary-LSA, forwarded by the Designated Router',
    from: 'FRR 8.4.4 ospfd',
    source: '10.0.0.1',
    destination: '224.0.0.5',
    ttl: 1,
    tshark: 'LS Update',
    bytes: hex(`
      02040038 c0000201 00000000 # version 2, Link State Update, length 56, router 192.0.2.1, area 0.0.0.0
      95490000 00000000 00000000 # checksum 0x9549, AuType 0
      00000001 # 1 LSA
      0e100203 0a000100 c0000203 80000001 493c001c # MaxAge, options E, summary-LSA (network), ID 10.0.1.0, by 192.0.2.3, seq 0x80000001, checksum 0x493c, length 28
      fffffffc 0000000a #   mask 255.255.255.252, metric 10
    `),
  },
]
