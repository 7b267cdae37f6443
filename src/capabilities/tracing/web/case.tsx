import './tracing.css'
import { Skeleton, Tabs } from '@mantine/core'
import { useState } from 'react'
import { RestrictedNotice, RestrictedTag } from '#base/people/web/restricted.tsx'
import { useRead } from '#core/web/data.tsx'
import { Link, useParams } from '#core/web/router.tsx'
import { useFormat, useWords } from '#core/web/words.tsx'
import { Notice, Page, ProblemState, Tag, useFilter } from '#kit/console/index.ts'
import type { CaseView } from '../contract.ts'
import { api } from './api.ts'
import { Contacts } from './contacts.tsx'
import { endingOf } from './outcome.tsx'
import { Story } from './story.tsx'
import { TraceButton, type Traced } from './trace.tsx'

const TABS = ['story', 'contacts'] as const

/** One case: who it is, where it was, and whom it met. */
export function CasePage() {
  const { caseId = '' } = useParams()
  const { data, error, refetch } = useRead(api.tracing.getCase, { params: { caseId } })
  if (error && !data) return <ProblemState problem={error} again={() => void refetch()} />
  return data ? <CaseOf file={data} /> : <CaseSkeleton />
}

function CaseOf({ file }: { file: CaseView }) {
  const t = useWords()
  const [{ tab }, setFilter] = useFilter({ tab: 'story' })
  const [traced, setTraced] = useState<Traced>()
  const finish = (result: Traced) => {
    setTraced(result)
    setFilter({ tab: 'contacts' })
  }
  const listed = file.counts.review + file.counts.contact + file.counts.dismissed
  return (
    <Page
      full={tab === 'contacts'}
      title={file.name}
      named={`${file.number} ${file.name}`}
      back={{ to: '/cases', label: t('tracing.web.cases') }}
      lead={<Lead file={file} />}
      actions={<TraceButton file={file} generation={1} kind={listed === 0 ? 'primary' : 'plain'} onTraced={finish} />}
    >
      {file.restricted ? <RestrictedNotice /> : null}
      <Illness file={file} />
      <Tabs className="tr-tabs" value={tab} onChange={next => setFilter({ tab: next ?? 'story' })} keepMounted={false}>
        <Tabs.List>
          <Tabs.Tab value={TABS[0]}>{t('tracing.web.tab.story', { count: file.stops.length })}</Tabs.Tab>
          <Tabs.Tab value={TABS[1]}>{t('tracing.web.tab.contacts', { count: listed })}</Tabs.Tab>
        </Tabs.List>
        <Tabs.Panel value={TABS[0]}>
          <Story file={file} />
        </Tabs.Panel>
        <Tabs.Panel value={TABS[1]}>
          {traced ? <Found traced={traced} onClose={() => setTraced(undefined)} /> : null}
          <Contacts file={file} onTraced={setTraced} />
        </Tabs.Panel>
      </Tabs>
    </Page>
  )
}

/** Number, birth year, commune, origin. */
function Lead({ file }: { file: CaseView }) {
  const t = useWords()
  const { number, birthYear, unitName, personId, source } = file
  return (
    <div className="tr-lead">
      <p>
        <strong>{number}</strong>
        <Link to={`/people?open=${personId}`}>
          {birthYear ? t('tracing.web.born', { year: birthYear }) : t('people.office.birth.unknown')}
        </Link>
        <span>{unitName ?? t('people.office.unit.unknown')}</span>
        <Tag>{t(`tracing.origin.${file.origin}`)}</Tag>
        <RestrictedTag of={file} />
        {source ? (
          <Link to={`/cases/${source.id}`}>
            {[t('tracing.web.source.of', { number: source.number }), source.how].filter(Boolean).join(', ')}
          </Link>
        ) : null}
      </p>
    </div>
  )
}

/** When it could pass it on, by which rule, and the days of the illness. */
function Illness({ file }: { file: CaseView }) {
  const t = useWords()
  const f = useFormat()
  const { infectiousFrom, infectiousUntil } = file
  const sharp = (instant: string) => (f.time(instant) === '00:00' ? f.day(instant) : f.instant(instant))
  const days: readonly (readonly [string, string | null])[] = [
    [t('tracing.web.onset'), file.onsetOn ? f.day(file.onsetOn) : t('tracing.web.onset.none')],
    [t('tracing.web.sampled'), file.sampledAt ? f.instant(file.sampledAt) : null],
    [t('tracing.web.confirmed'), f.instant(file.confirmedAt)],
    [t('tracing.web.isolated'), file.isolatedAt ? f.instant(file.isolatedAt) : t('tracing.web.isolated.none')],
    [t('tracing.web.outcome'), file.end.outcome ? endingOf(t, f, file.end) : null],
  ]
  return (
    <dl className="tr-illness">
      <div data-main>
        <dt>
          {t('tracing.web.infectious')} {t('tracing.web.infectious.by', { document: file.document })}
        </dt>
        <dd>
          {t('tracing.web.infectious.span', {
            from: sharp(infectiousFrom),
            until: infectiousUntil ? sharp(infectiousUntil) : t('tracing.web.infectious.open'),
          })}
        </dd>
      </div>
      {days.map(([label, value]) =>
        value === null ? null : (
          <div key={label}>
            <dt>{label}</dt>
            <dd>{value}</dd>
          </div>
        ),
      )}
    </dl>
  )
}

/** `Tìm thấy 47 người, 12 người mới`. */
function Found({ traced, onClose }: { traced: Traced; onClose: () => void }) {
  const t = useWords()
  const { found, added, generation } = traced
  return (
    <div className="tr-found" role="status">
      <Notice
        icon={found > 0 ? 'people' : 'search'}
        title={t('tracing.web.found', { found, added })}
        action={
          <button type="button" className="tr-close" onClick={onClose}>
            {t('console.close')}
          </button>
        }
      >
        {found === 0 ? t(`tracing.web.found.none.${generation === 1 ? 'first' : 'next'}`) : t('tracing.web.found.help')}
      </Notice>
    </div>
  )
}

function CaseSkeleton() {
  const t = useWords()
  return (
    <div className="k-page" role="status">
      <span className="only-read">{t('kit.loading')}</span>
      <Skeleton height={14} width={90} mb={10} />
      <Skeleton height={26} width={260} mb={10} />
      <Skeleton height={14} width="52%" mb={10} />
      <Skeleton height={14} width="70%" mb={20} />
      <Skeleton height={34} width={320} mb={20} />
      <div className="tr-story">
        <div>
          {[0, 1, 2, 3].map(i => (
            <div key={i} className="tr-bone">
              <Skeleton height={16} width={150} />
              <Skeleton height={22} />
            </div>
          ))}
        </div>
        <Skeleton height={380} />
      </div>
    </div>
  )
}
