/** The Type octets (RFC 3376 §4). */
export const MEMBERSHIP_QUERY = 0x11
export const V1_MEMBERSHIP_REPORT = 0x12
export const V2_MEMBERSHIP_REPORT = 0x16
export const V2_LEAVE_GROUP = 0x17
export const V3_MEMBERSHIP_REPORT = 0x22
