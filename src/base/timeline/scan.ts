import type { FactKind } from './record.ts'

export type Direction = 'in' | 'out'

/** Somebody was scanned in or out at a place. */
export interface Scan {
  readonly id: string
  readonly personId: string
  readonly placeId: string
  readonly areaId: string | null
  /** Commune of the place. */
  readonly unitId: string
  readonly direction: Direction
  /** What was scanned: national, cccd, bhyt, own, poster, manual. */
  readonly method: string
  /** Whether the code proved whose it is. */
  readonly verified: boolean
  readonly at: Date
  readonly deviceAt: Date
  readonly receivedAt: Date
  readonly uncertaintyS: number
  readonly recorderId: string | null
  /** The shared machine it was recorded at. */
  readonly deviceId?: string | null
}

export const scanFact: FactKind<Scan> = {
  kind: 'scan',
  table: 'timeline.scan',
  columns: {
    id: 'uuid',
    personId: 'uuid',
    placeId: 'uuid',
    areaId: 'uuid',
    unitId: 'uuid',
    direction: 'text',
    method: 'text',
    verified: 'boolean',
    at: 'timestamptz',
    deviceAt: 'timestamptz',
    receivedAt: 'timestamptz',
    uncertaintyS: 'integer',
    recorderId: 'uuid',
    deviceId: 'uuid',
  },
  same: ['personId', 'placeId', 'areaId', 'direction', 'deviceAt'],
}
