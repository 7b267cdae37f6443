import { useWords } from '#core/web/words.tsx'
import { Notice, Tag } from '#kit/console/index.ts'

interface Marked {
  readonly restricted: boolean
}

/** Beside the name of who asked that their data be used for nothing but what the law commands. */
export function RestrictedTag({ of }: { of: Marked }) {
  const t = useWords()
  return of.restricted ? <Tag strong>{t('people.office.restricted')}</Tag> : null
}

/** What that means for whoever works with them. */
export function RestrictedNotice() {
  const t = useWords()
  return (
    <Notice icon="shield" title={t('people.office.restricted.title')}>
      {t('people.office.restricted.means')}
    </Notice>
  )
}
