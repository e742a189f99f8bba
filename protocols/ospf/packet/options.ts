/**
 * RFC 2328 §A.2: the Options field of Hellos, Database Descriptions and LSAs, with the bits that later RFCs gave it.
 *
 *     +------------------------------------+
 *     | DN | O | DC | L | N/P | MC | E | MT |
 *     +------------------------------------+
 */
export const Options = {
  /** Multi-topology (RFC 4915); T, for TOS, before that. */
  MT: 0x01,
  /** The area takes AS-external-LSAs. */
  E: 0x02,
  /** Multicast OSPF (RFC 1584). */
  MC: 0x04,
  /** In Hellos N, the area is an NSSA; in type 7 LSAs P, to be translated (RFC 3101 §2.3). */
  NP: 0x08,
  /** A block of link-local signaling follows the packet (RFC 5613). */
  L: 0x10,
  /** Demand circuits (RFC 1793). */
  DC: 0x20,
  /** Opaque LSAs are understood (RFC 5250 §4.1); in Database Descriptions. */
  O: 0x40,
  /** Not to be used for routes by provider edge routers (RFC 4576); in LSAs. */
  DN: 0x80,
} as const
