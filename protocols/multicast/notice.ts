import type { Notice } from '../engine/notice.js'

export type MulticastNotice = Notice
