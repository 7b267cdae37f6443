import { fillPath } from '#core/client.ts'
import type { Format } from '#core/format.ts'
import { files } from '../contract.ts'

const KILO = 1024

/** `340 KB`, `1,2 MB` */
export const sizeOf = (f: Format, bytes: number): string =>
  bytes < KILO * KILO
    ? `${f.number(Math.max(1, Math.round(bytes / KILO)))} KB`
    : `${f.number(bytes / KILO / KILO, { maximumFractionDigits: 1 })} MB`

export const fileUrl = (fileId: string): string => `/api${fillPath(files.get.path, { fileId })}`
export const thumbnailUrl = (fileId: string): string => `/api${fillPath(files.thumbnail.path, { fileId })}`
