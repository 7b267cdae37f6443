import { ThingsList } from '#base/indicators/web/things.tsx'
import { useList } from '#core/web/data.tsx'
import { useWords } from '#core/web/words.tsx'
import { Modal, Tag } from '#kit/console/index.ts'
import type { ReportView } from '../contract.ts'
import { api } from './api.ts'

export interface Opened {
  readonly figure: string
  readonly title: string
  /** Without it the whole. */
  readonly unit: { readonly id: string; readonly name: string } | undefined
}

interface ThingsProps {
  readonly report: ReportView
  readonly opened: Opened
  readonly onClose: () => void
}

/** What is behind a figure, or the right that is missing to see it. */
export function ThingsDialog({ report, opened: { figure, title, unit }, onClose }: ThingsProps) {
  return (
    <Modal opened size="lg" onClose={onClose} title={`${title} · ${unit?.name ?? report.unitName}`}>
      <Things reportId={report.id} figure={figure} unitId={unit?.id} />
    </Modal>
  )
}

function Things({ reportId, figure, unitId }: { reportId: string; figure: string; unitId: string | undefined }) {
  const t = useWords()
  const list = useList(api.reports.things, after => ({
    params: { reportId },
    query: { figure, ...(unitId ? { unitId } : {}), ...(after ? { after } : {}) },
  }))
  return (
    <ThingsList
      list={list}
      tagOf={({ change }) => (change ? <Tag strong>{t(`reports.web.things.${change}`)}</Tag> : null)}
    />
  )
}
