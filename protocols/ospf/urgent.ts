/**
 * Whether a received packet is a Hello, from its type byte alone (RFC 2328 §A.3.1): a Hello is handled before other
 * packets that came earlier, so that a burst of flooding makes no neighbor look dead (RFC 4222 §2 (1)). Nothing is
 * trusted: a forged byte only buys a place further ahead in the queue.
 */
export function isHello(bytes: Uint8Array): boolean {
  return bytes[1] === 1
}
