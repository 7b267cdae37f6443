import type { WorkItem } from '#base/work/contract.ts'
import { DiscardRest, ParkedPanel } from '#base/work/web/parked.tsx'
import type { FormProps } from '#base/work/web/parts.ts'
import { useParked } from './use-parked.ts'

export const ParkedPart = ({ item }: { item: WorkItem }) => <ParkedPanel parked={useParked(item.subject.id)} />
export const SettleAll = ({ item, ...form }: FormProps) => <DiscardRest parked={useParked(item.subject.id)} {...form} />
