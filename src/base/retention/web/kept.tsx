import { Button } from '@mantine/core'
import { useRead, wholeList } from '#core/web/data.tsx'
import { useFormat, useWords } from '#core/web/words.tsx'
import { type Column, DataList, Page, Slim } from '#kit/console/index.ts'
import type { KeptLine } from '../contract.ts'
import { api } from './api.ts'

/** What is kept, on which basis, until when: as every module declares it, with the figures of last night. */
export function KeptData() {
  const t = useWords()
  const f = useFormat()
  const read = useRead(api.retention.kept, {})
  const { term, last } = useTexts()
  return (
    <Page
      full
      title={t('retention.title')}
      lead={
        <p>
          {t('retention.lead')} {read.data?.readAt ? t('retention.read', { at: f.instant(read.data.readAt) }) : null}
        </p>
      }
      actions={
        <Button component="a" variant="default" href="/site/du-lieu-duoc-giu">
          {t('retention.web.public')}
        </Button>
      }
    >
      <DataList
        name="retention.kept"
        label={t('retention.title')}
        list={wholeList(read, read.data?.tables)}
        columns={useColumns()}
        idOf={line => line.table}
        slim={line => <Slim title={line.words} lines={[t(`retention.basis.${line.basis}`), `${term(line)} · ${last(line)}`]} />}
        exportName="du-lieu-duoc-giu"
        empty={{ icon: 'shield', title: t('retention.web.none') }}
      />
    </Page>
  )
}

function useTexts() {
  const t = useWords()
  const f = useFormat()
  const term = ({ days, how }: KeptLine) => (days === null ? t(`retention.end.${how}`) : t('retention.days', { days }))
  const last = ({ ended }: KeptLine) => {
    if (!ended) return ''
    const day = f.day(ended.day)
    return ended.failed ? t('retention.web.last.failed', { day }) : t('retention.web.last.rows', { day, rows: ended.rows })
  }
  return { term, last }
}

function useColumns(): Column<KeptLine>[] {
  const t = useWords()
  const f = useFormat()
  const { term, last } = useTexts()
  return [
    { id: 'words', label: t('retention.web.table'), text: line => line.words },
    { id: 'basis', label: t('retention.web.basis'), text: line => t(`retention.basis.${line.basis}`) },
    { id: 'term', label: t('retention.web.term'), text: term },
    { id: 'rows', label: t('retention.web.count'), text: line => (line.rows === null ? '' : f.number(line.rows)) },
    { id: 'oldest', label: t('retention.web.oldest'), text: line => (line.oldest ? f.day(line.oldest) : '') },
    { id: 'next', label: t('retention.web.next'), text: line => (line.next ? f.day(line.next) : '') },
    { id: 'last', label: t('retention.web.last'), text: last },
    { id: 'how', label: t('retention.web.how'), text: line => t(`retention.end.${line.how}`), extra: true },
    { id: 'table', label: 'PostgreSQL', text: line => line.table, extra: true },
  ]
}
