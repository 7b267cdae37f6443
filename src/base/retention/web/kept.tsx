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
  const { term } = useTexts()
  return (
    <Page
      full
      title={t('retention.title')}
      lead={
        <p>
          {t('retention.lead')} {read.data ? counted(t, f, read.data.readAt) : null}
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
        slim={line => (
          <Slim
            title={line.words}
            detail={[term(line), t(`retention.basis.${line.basis}`)].join(' · ')}
            end={line.rows === null ? undefined : t('retention.rows', { n: f.number(line.rows) })}
          />
        )}
        exportName="du-lieu-duoc-giu"
        empty={{ icon: 'shield', title: t('retention.web.none') }}
      />
    </Page>
  )
}

/** When rows were counted last; where they never were, nobody is to take an empty place for none. */
const counted = (t: ReturnType<typeof useWords>, f: ReturnType<typeof useFormat>, readAt: string | null): string =>
  readAt ? t('retention.read', { at: f.instant(readAt) }) : t('retention.web.uncounted')

function useTexts() {
  const t = useWords()
  const f = useFormat()
  const term = ({ days, how }: KeptLine) => (days === null ? t(`retention.end.${how}`) : t('retention.days', { days }))
  const last = ({ ended }: KeptLine) => {
    if (!ended) return ''
    const day = f.day(ended.day)
    return ended.failed
      ? t('retention.web.last.failed', { day })
      : t('retention.web.last.rows', { day, rows: ended.rows })
  }
  return { term, last }
}

function useColumns(): Column<KeptLine>[] {
  const t = useWords()
  const f = useFormat()
  const { term, last } = useTexts()
  const column = (
    id: string,
    label: string,
    text: (line: KeptLine) => string,
    more: Partial<Column<KeptLine>> = {},
  ) => ({
    id,
    label,
    text,
    cell: text,
    ...more,
  })
  const day = (at: string | null) => (at ? f.day(at) : '')
  const since = ({ oldest, next }: KeptLine) => (oldest || !next ? day(oldest) : t('retention.web.not-yet'))
  return [
    column('words', t('retention.web.table'), line => line.words, {
      cell: line => <span title={line.words}>{line.words}</span>,
      width: 'minmax(220px, 3fr)',
    }),
    column('basis', t('retention.web.basis'), line => t(`retention.basis.${line.basis}`), {
      cell: line => <span title={t(`retention.basis.${line.basis}`)}>{t(`retention.basis.${line.basis}`)}</span>,
      width: 'minmax(240px, 2fr)',
    }),
    column('term', t('retention.web.term'), term, { width: 'minmax(130px, 1fr)' }),
    column('rows', t('retention.web.count'), line => (line.rows === null ? '–' : f.number(line.rows)), {
      width: '90px',
      end: true,
    }),
    column('oldest', t('retention.web.oldest'), since, { width: '120px' }),
    column('next', t('retention.web.next'), line => day(line.next), { width: '110px' }),
    column('last', t('retention.web.last'), last, { width: '150px', extra: true }),
    column('how', t('retention.web.how'), line => t(`retention.end.${line.how}`), { extra: true }),
    column('table', 'PostgreSQL', line => line.table, { extra: true }),
  ]
}
