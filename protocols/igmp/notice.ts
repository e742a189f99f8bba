import type { Notice } from '../engine/notice.js'

export type IgmpNotice = Notice
