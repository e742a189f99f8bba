import { type CapturedPacket, hex } from './captured-packet.js'

/**
 * Authenticated point-to-point links. Keys: simple password "secret"; MD5 key 7 "waymark"; HMAC-SHA-256 key 9 "waymark";
 * HMAC-SHA-1 key 1 "a key of forty-two characters in all, isn't" (longer than the digest). Captured with tcpdump 4.99.
 */
export const ospfAuthentication: readonly CapturedPacket[] = [
  {
    name: 'simple password: Hello of FRR',
    from: 'FRR 8.4.4 ospfd',
    source: '10.0.0.1',
    destination: '224.0.0.5',
    ttl: 1,
    tshark: 'Hello Packet',
    bytes: hex(`
      0201002c c0000201 00000000 # version 2, Hello, length 44, router 192.0.2.1, area 0.0.0.0
      39cd0001 73656372 65740000 # checksum 0x39cd, AuType 1, password secret
      fffffffc 00010201 00000004 00000000 00000000 # mask 255.255.255.252, HelloInterval 1, options E, priority 1, dead 4, DR 0.0.0.0, Backup 0.0.0.0
    `),
  },
  {
    name: 'simple password: Hello of BIRD',
    from: 'BIRD 2.0.12',
    source: '10.0.0.2',
    destination: '224.0.0.5',
    ttl: 1,
    tshark: 'Hello Packet',
    bytes: hex(`
      02010030 c0000202 00000000 # version 2, Hello, length 48, router 192.0.2.2, area 0.0.0.0
      77c60001 73656372 65740000 # checksum 0x77c6, AuType 1, password secret
      fffffffc 00010201 00000004 00000000 00000000 # mask 255.255.255.252, HelloInterval 1, options E, priority 1, dead 4, DR 0.0.0.0, Backup 0.0.0.0
      c0000201 # neighbors: 192.0.2.1
    `),
  },
  {
    name: 'simple password: Link State Update',
    from: 'BIRD 2.0.12',
    source: '10.0.0.2',
    destination: '224.0.0.5',
    ttl: 1,
    tshark: 'LS Update',
    bytes: hex(`
      02040040 c0000202 00000000 # version 2, Link State Update, length 64, router 192.0.2.2, area 0.0.0.0
      e50c0001 73656372 65740000 # checksum 0xe50c, AuType 1, password secret
      00000001 # 1 LSA
      00014201 c0000202 c0000202 80000001 03750024 # age 1, options O|E, router-LSA, ID 192.0.2.2, by 192.0.2.2, seq 0x80000001, checksum 0x0375, length 36
      00000001 #   flags none, 1 link
      0a000000 fffffffc 0300000a #   stub network 10.0.0.0, data 255.255.255.252, metric 10
    `),
  },
  {
    name: 'MD5: Hello of FRR',
    from: 'FRR 8.4.4 ospfd',
    source: '10.0.1.1',
    destination: '224.0.0.5',
    ttl: 1,
    tshark: 'Hello Packet',
    bytes: hex(`
      0201002c c0000203 00000000 # version 2, Hello, length 44, router 192.0.2.3, area 0.0.0.0
      00000002 00000710 6b02c6cb # checksum 0, AuType 2, key 7, digest length 16, sequence 1795344075
      fffffffc 00010201 00000004 00000000 00000000 # mask 255.255.255.252, HelloInterval 1, options E, priority 1, dead 4, DR 0.0.0.0, Backup 0.0.0.0
      ae7e1bda f9bd8ec0 12252706 5a8d2546 # digest, 16 octets
    `),
  },
  {
    name: 'MD5: Hello of BIRD',
    from: 'BIRD 2.0.12',
    source: '10.0.1.2',
    destination: '224.0.0.5',
    ttl: 1,
    tshark: 'Hello Packet',
    bytes: hex(`
      0201002c c0000204 00000000 # version 2, Hello, length 44, router 192.0.2.4, area 0.0.0.0
      00000002 00000710 6b02c6ca # checksum 0, AuType 2, key 7, digest length 16, sequence 1795344074
      fffffffc 00010201 00000004 00000000 00000000 # mask 255.255.255.252, HelloInterval 1, options E, priority 1, dead 4, DR 0.0.0.0, Backup 0.0.0.0
      59bc7ed7 fa6c02bf 67d2ed2c 3e819775 # digest, 16 octets
    `),
  },
  {
    name: 'MD5: Database Description',
    from: 'FRR 8.4.4 ospfd',
    source: '10.0.1.1',
    destination: '224.0.0.5',
    ttl: 1,
    tshark: 'DB Description',
    bytes: hex(`
      02020034 c0000203 00000000 # version 2, Database Description, length 52, router 192.0.2.3, area 0.0.0.0
      00000002 00000710 6b02c6ce # checksum 0, AuType 2, key 7, digest length 16, sequence 1795344078
      05dc0200 1ef5d646 # MTU 1500, options E, no flags, DD sequence number 519427654
      00010201 c0000203 c0000203 80000001 bff50024 # age 1, options E, router-LSA, ID 192.0.2.3, by 192.0.2.3, seq 0x80000001, checksum 0xbff5, length 36
      cfacd5e3 943bfdac 47b65b50 8a4b4844 # digest, 16 octets
    `),
  },
  {
    name: 'MD5: Link State Request',
    from: 'FRR 8.4.4 ospfd',
    source: '10.0.1.1',
    destination: '224.0.0.5',
    ttl: 1,
    tshark: 'LS Request',
    bytes: hex(`
      02030024 c0000203 00000000 # version 2, Link State Request, length 36, router 192.0.2.3, area 0.0.0.0
      00000002 00000710 6b02c6d0 # checksum 0, AuType 2, key 7, digest length 16, sequence 1795344080
      00000001 c0000204 c0000204 # router-LSA, ID 192.0.2.4, by 192.0.2.4
      5bf80e30 72606c08 5a273716 74429882 # digest, 16 octets
    `),
  },
  {
    name: 'MD5: Link State Update of BIRD',
    from: 'BIRD 2.0.12',
    source: '10.0.1.2',
    destination: '224.0.0.5',
    ttl: 1,
    tshark: 'LS Update',
    bytes: hex(`
      02040040 c0000204 00000000 # version 2, Link State Update, length 64, router 192.0.2.4, area 0.0.0.0
      00000002 00000710 6b02c6ca # checksum 0, AuType 2, key 7, digest length 16, sequence 1795344074
      00000001 # 1 LSA
      00014201 c0000204 c0000204 80000001 eb870024 # age 1, options O|E, router-LSA, ID 192.0.2.4, by 192.0.2.4, seq 0x80000001, checksum 0xeb87, length 36
      00000001 #   flags none, 1 link
      0a000100 fffffffc 0300000a #   stub network 10.0.1.0, data 255.255.255.252, metric 10
      f0649f43 5f5254e0 949d1daf ea055ddd # digest, 16 octets
    `),
  },
  {
    name: 'MD5: Link State Update of FRR',
    from: 'FRR 8.4.4 ospfd',
    source: '10.0.1.1',
    destination: '224.0.0.5',
    ttl: 1,
    tshark: 'LS Update',
    bytes: hex(`
      02040040 c0000203 00000000 # version 2, Link State Update, length 64, router 192.0.2.3, area 0.0.0.0
      00000002 00000710 6b02c6d1 # checksum 0, AuType 2, key 7, digest length 16, sequence 1795344081
      00000001 # 1 LSA
      00020201 c0000203 c0000203 80000001 bff50024 # age 2, options E, router-LSA, ID 192.0.2.3, by 192.0.2.3, seq 0x80000001, checksum 0xbff5, length 36
      00000001 #   flags none, 1 link
      0a000100 fffffffc 0300000a #   stub network 10.0.1.0, data 255.255.255.252, metric 10
      1d5e771c ac20c07e a16ff130 91cd28d1 # digest, 16 octets
    `),
  },
  {
    name: 'MD5: Link State Acknowledgment',
    from: 'BIRD 2.0.12',
    source: '10.0.1.2',
    destination: '224.0.0.5',
    ttl: 1,
    tshark: 'LS Acknowledge',
    bytes: hex(`
      0205002c c0000204 00000000 # version 2, Link State Acknowledgment, length 44, router 192.0.2.4, area 0.0.0.0
      00000002 00000710 6b02c6cb # checksum 0, AuType 2, key 7, digest length 16, sequence 1795344075
      00020201 c0000203 c0000203 80000001 bff50024 # age 2, options E, router-LSA, ID 192.0.2.3, by 192.0.2.3, seq 0x80000001, checksum 0xbff5, length 36
      ce761d58 2d4333ef 44992463 43fd45eb # digest, 16 octets
    `),
  },
  {
    name: 'HMAC-SHA-256: Hello',
    from: 'BIRD 2.0.12',
    source: '10.0.2.1',
    destination: '224.0.0.5',
    ttl: 1,
    tshark: 'Hello Packet',
    bytes: hex(`
      0201002c c0000205 00000000 # version 2, Hello, length 44, router 192.0.2.5, area 0.0.0.0
      00000002 00000920 6b02c6ca # checksum 0, AuType 2, key 9, digest length 32, sequence 1795344074
      fffffffc 00010201 00000004 00000000 00000000 # mask 255.255.255.252, HelloInterval 1, options E, priority 1, dead 4, DR 0.0.0.0, Backup 0.0.0.0
      023a8a53 c6bde318 5ba992e7 10581b8e 525aeb58 # digest, 32 octets
      8377a72f 37f8c07b 152f7674
    `),
  },
  {
    name: 'HMAC-SHA-256: Database Description',
    from: 'BIRD 2.0.12',
    source: '10.0.2.1',
    destination: '224.0.0.5',
    ttl: 1,
    tshark: 'DB Description',
    bytes: hex(`
      02020034 c0000205 00000000 # version 2, Database Description, length 52, router 192.0.2.5, area 0.0.0.0
      00000002 00000920 6b02c6cb # checksum 0, AuType 2, key 9, digest length 32, sequence 1795344075
      05dc4200 f32ed3c8 # MTU 1500, options O|E, no flags, DD sequence number 4079932360
      00004201 c0000205 c0000205 80000001 e48b0024 # age 0, options O|E, router-LSA, ID 192.0.2.5, by 192.0.2.5, seq 0x80000001, checksum 0xe48b, length 36
      cca3d26b 5857c969 cc131d82 fc8f77ee ee10334e # digest, 32 octets
      cb0e3a31 fa6881dd e290968b
    `),
  },
  {
    name: 'HMAC-SHA-256: Link State Update',
    from: 'BIRD 2.0.12',
    source: '10.0.2.1',
    destination: '224.0.0.5',
    ttl: 1,
    tshark: 'LS Update',
    bytes: hex(`
      02040040 c0000205 00000000 # version 2, Link State Update, length 64, router 192.0.2.5, area 0.0.0.0
      00000002 00000920 6b02c6cb # checksum 0, AuType 2, key 9, digest length 32, sequence 1795344075
      00000001 # 1 LSA
      00014201 c0000205 c0000205 80000001 e48b0024 # age 1, options O|E, router-LSA, ID 192.0.2.5, by 192.0.2.5, seq 0x80000001, checksum 0xe48b, length 36
      00000001 #   flags none, 1 link
      0a000200 fffffffc 0300000a #   stub network 10.0.2.0, data 255.255.255.252, metric 10
      ebef342e 87fc647b 351a97e9 813ac4d4 2b564539 # digest, 32 octets
      9e60662f f3386a13 50c64277
    `),
  },
  {
    name: 'HMAC-SHA-1, key longer than the digest: Hello',
    from: 'BIRD 2.0.12',
    source: '10.0.3.1',
    destination: '224.0.0.5',
    ttl: 1,
    tshark: 'Hello Packet',
    bytes: hex(`
      0201002c c0000207 00000000 # version 2, Hello, length 44, router 192.0.2.7, area 0.0.0.0
      00000002 00000114 6b02c6ca # checksum 0, AuType 2, key 1, digest length 20, sequence 1795344074
      fffffffc 00010201 00000004 00000000 00000000 # mask 255.255.255.252, HelloInterval 1, options E, priority 1, dead 4, DR 0.0.0.0, Backup 0.0.0.0
      0620d6c2 166f00f4 bf7b61f7 d7e8ede7 721f3ae6 # digest, 20 octets
    `),
  },
  {
    name: 'HMAC-SHA-1, key longer than the digest: Link State Update',
    from: 'BIRD 2.0.12',
    source: '10.0.3.1',
    destination: '224.0.0.5',
    ttl: 1,
    tshark: 'LS Update',
    bytes: hex(`
      02040040 c0000207 00000000 # version 2, Link State Update, length 64, router 192.0.2.7, area 0.0.0.0
      00000002 00000114 6b02c6cb # checksum 0, AuType 2, key 1, digest length 20, sequence 1795344075
      00000001 # 1 LSA
      00014201 c0000207 c0000207 80000001 cd9d0024 # age 1, options O|E, router-LSA, ID 192.0.2.7, by 192.0.2.7, seq 0x80000001, checksum 0xcd9d, length 36
      00000001 #   flags none, 1 link
      0a000300 fffffffc 0300000a #   stub network 10.0.3.0, data 255.255.255.252, metric 10
      3b8a7b63 fdd51bfd 8c9d9b35 0372d9c7 eba134ba # digest, 20 octets
    `),
  },
]
