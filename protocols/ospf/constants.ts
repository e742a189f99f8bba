import { seconds } from '../base/duration.js'
import { ipv4 } from '../base/ipv4.js'

/** RFC 2328 Appendix A.1: the addresses of OSPF's multicast packets. */
export const AllSPFRouters = ipv4('224.0.0.5')
export const AllDRouters = ipv4('224.0.0.6')

/** RFC 2328 Appendix B: architectural constants. Ages are whole seconds, as on the wire. */
export const LSRefreshTime = seconds(30 * 60)
export const MinLSInterval = seconds(5)
export const MinLSArrival = seconds(1)
export const MaxAge = 3600
export const MaxAgeDiff = 15 * 60
export const LSInfinity = 0xffffff
/** The first and the last LS sequence number (§12.1.6), signed 32-bit. */
export const InitialSequenceNumber = -0x7fffffff
export const MaxSequenceNumber = 0x7fffffff
/** The metric of a link that carries no transit traffic (RFC 6987 §2): the largest of 16 bits. */
export const MaxLinkMetric = 0xffff
