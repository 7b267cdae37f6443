import './mine.css'
import { useRead } from '#core/web/data.tsx'
import { useParams } from '#core/web/router.tsx'
import { useFormat, useWords } from '#core/web/words.tsx'
import { Button, Card, Facts, Notice, Page, ProblemState, Skeleton } from '#kit/citizen/index.ts'
import { codeOfSlug } from '../rules.ts'
import { api } from './api.ts'

/** What a procedure wants, costs and takes, before anything is filled in. */
export function Procedure() {
  const t = useWords()
  const f = useFormat()
  const { slug = '' } = useParams()
  const code = codeOfSlug(slug)
  const { data, error, refetch } = useRead(api.services.procedure, { params: { code } })
  if (!data)
    return (
      <Page title={t('services.web.mine')} back="/dich-vu-cong">
        {error ? <ProblemState problem={error} again={() => void refetch()} /> : <Skeleton lines={6} />}
      </Page>
    )
  const { content } = data
  const isOnline = content.online && data.level !== 'information'
  const term =
    'workingDays' in data.term
      ? t('services.site.term.days', { n: data.term.workingDays })
      : t('services.site.term.hours', { n: data.term.workingHours })
  return (
    <Page
      title={data.name}
      back="/dich-vu-cong"
      intro={data.field}
      action={isOnline ? <Button to={`/dich-vu-cong/nop/${slug}`}>{t('services.site.file')}</Button> : null}
    >
      {isOnline ? null : <Notice title={t('services.web.counter-only')}>{t('services.web.counter-only.help')}</Notice>}
      <Card>
        <Facts
          facts={[
            [t('services.site.term'), term],
            [
              t('services.site.fees'),
              data.fee ? t('services.site.fee', { fee: f.number(data.fee) }) : t('services.site.free'),
            ],
            [t('services.site.result'), content.result.name],
            [t('services.web.level'), t(`services.site.level.${data.level}`)],
          ]}
        />
      </Card>
      <Card title={t('services.site.papers')} icon="document">
        {content.papers.length ? (
          <ul className="sc-list">
            {content.papers.map(paper => (
              <li key={paper.key}>
                {paper.name} ({t(`services.site.paper.${paper.form}`)})
                {paper.required ? '' : ` – ${t('services.site.paper.optional')}`}
              </li>
            ))}
          </ul>
        ) : (
          <p>{t('services.site.papers.none')}</p>
        )}
      </Card>
    </Page>
  )
}
