import { browserApi } from '#core/web/api.ts'
import { useRead } from '#core/web/data.tsx'
import { useFormat, useWords } from '#core/web/words.tsx'
import { Button, Card, EmptyState, Facts, Page, ProblemState, Skeleton } from '#kit/citizen/index.ts'
import { type MyReport, publicNotices } from '../../notices/contract.ts'

const api = browserApi({ tracing: publicNotices })

/** What I and my household reported after urgent notices, and what became of it. */
export function MyReports() {
  const t = useWords()
  const { data, error, refetch } = useRead(api.tracing.myReports, {}, { offline: true })
  return (
    <Page title={t('tracing.web.mine.title')} back="/toi">
      {data ? null : error ? <ProblemState problem={error} again={() => void refetch()} /> : <Skeleton lines={4} />}
      {data?.reports.map(report => (
        <One key={report.id} report={report} />
      ))}
      {data?.reports.length === 0 ? (
        <EmptyState icon="place" title={t('tracing.web.mine.none')}>
          {t('tracing.web.mine.none.help')}
        </EmptyState>
      ) : null}
      <Button kind="secondary" href="/site/thong-bao">
        {t('tracing.web.mine.notices')}
      </Button>
    </Page>
  )
}

function One({ report }: { report: MyReport }) {
  const t = useWords()
  const f = useFormat()
  const { name, state, unitName, reachBy, places, notice, at } = report
  const waits = state === 'to-reach' && reachBy !== null
  return (
    <Card title={name}>
      <p>
        <strong>
          {waits
            ? t('tracing.web.mine.waiting', { unit: unitName, at: f.instant(reachBy) })
            : t(`tracing.web.mine.state.${state}`, { unit: unitName })}
        </strong>
      </p>
      <Facts
        facts={[
          [t('tracing.web.self.places.short'), places.join('; ')],
          [t('tracing.web.mine.notice'), notice.number],
          [t('tracing.web.mine.at'), f.instant(at)],
        ]}
      />
      <a className="s-link" href={`/site/thong-bao/${notice.code}`}>
        {t('tracing.web.self.read')}
      </a>
    </Card>
  )
}
